// What the map's modules hand to one another, what Python hands to them, and the part of Leaflet that they use.
// Fields that come from Python are described where they are made: geo/layers/map_state.py, symbols.py, geography.py.

// --- geometry -------------------------------------------------------------------------------------------------

type Pair = [number, number];
type XY = { x: number; y: number };
type Box = { x0: number; y0: number; x1: number; y1: number };
type Circle = XY & { r: number };
type Ctx = CanvasRenderingContext2D;
/** What a line can be added to. */
type Pen = CanvasRenderingContext2D | Path2D;

/** One repaint's geometry; canvas coordinates are CSS pixels from the canvas' corner. */
interface Frame {
  zoom: number;
  center: L.LatLng;
  scale: number;
  ox: number;
  oy: number;
  w: number;
  h: number;
  view: Box;
  min: L.Point;
  dpr: number;
  corner?: L.Point;
}

/** A line in world coordinates, x and y in turn. */
type Line = { xy: Float64Array; box: Box };
type Polygon = { rings: Line[] };
type Names = Partial<Record<string, string>>;

interface Shape {
  polygons: Polygon[];
  lines: Line[];
  points: Pair[];
  box: Box;
  km2: number;
  label: Pair;
}
type NamedShape = Shape & { name: Names };

// --- what Python says -----------------------------------------------------------------------------------------

type Colour = { light: string; dark: string };
type LineStyle = { width_px: number; dash_px?: number[] | null; alpha?: number };
type Pattern = { hatch: "lines" | "cross" | "dots"; angle_deg: number; spacing_px: number; width_px: number; alpha: number };
type KindSymbol = { path: string; fill: Colour; ring: Colour };
type AreaHatch = { up_to_km2: number | null; pattern: Pattern; outline: LineStyle };
type Tone = "sea" | "land" | "coast" | "border" | "border_minor" | "text" | "text_muted" | "water_text" | "ink" | "paper"
  | "outline" | "sheltering";

interface ZoneSymbol {
  form: string;
  colour: Colour;
  ground: Colour;
  pattern: Pattern | null;
  outline: LineStyle;
  mark: string;
  priority: number;
}

interface Symbols {
  ground: Record<Tone, Colour>;
  kinds: Record<string, KindSymbol>;
  zones: Record<string, ZoneSymbol>;
  zone_keys: Record<string, string>;
  earlier: LineStyle;
  area_hatches: AreaHatch[];
  upload_area: LineStyle;
  drawn: LineStyle;
  uncertainty: LineStyle;
  ring_fill: number;
  disc: { paper: number; tint: number; line: LineStyle };
  symbol_px: number;
  borders: Record<"international" | "governorate" | "disputed", LineStyle>;
  sheltering: { min: LineStyle; max: LineStyle };
  damage: { colour: Colour; steps: Pair[]; line: LineStyle };
}

/** As in geo/tiles/tile.py. */
interface TileRules {
  layer: string;
  single_from_zoom: number;
  max_zoom: number;
  fine_bits: number;
  crowd: number;
  max_single: number;
  every_radius: number;
}

/** As in geo/tiles/display.py. */
interface DisplayRules {
  tile_px: number;
  place_bits: number;
  margin: number;
  ring_from_px: number;
  ring_zoom: number;
  ring_zoom_step: number;
  rounds: number;
  touch: number;
  disc_px: number;
  disc_power: number;
  most_disc_px: number;
  hatch_seen: number;
  hatch_most: number;
  beyond_px: number;
  max_rings: number;
}

/** Stands before the modules of a script, see geo/layers/assets.py. */
declare const SHELTERLINE: { symbols: Symbols; kind_order: string[]; tiles: TileRules; display: DisplayRules; css: string };

type Viewport = { lat: number; lon: number; z: number };
type AreaCount = { pcode: string; n: number; badge: string; title: string; upload?: boolean };
type ZoneWords = { label: string; title: string };
type ZoneState = { id: string; earlier: boolean };
type ZoneMark = ZoneState & ZoneWords & { status: string; kind: string };
type ShelteringMark = {
  id: string; lat: number; lon: number; people_min: number | null; people_max: number | null; label: string; title: string;
};
/** A mark of a layer without a field of its own; its shapes have its key. */
type AddedMark = { key: string; title: string };
/** See geo/layers/area_outline.py. */
type DrawnAreaMark = AddedMark & { corners: Pair[]; around_m: number; rings: Position[][] };
type AddedMarks = { marks: AddedMark[]; shapes: string };
type SelectedGround = {
  id: string; lat: number | null; lon: number | null; radius_m: number | null; pcode: string | null;
};
type UploadMarks = { tiles: string; largest_radius_m: number; areas: AreaCount[]; text: Record<string, string> };

interface MapState {
  snapshot: string;
  query: string;
  lang: string;
  dir: string;
  geography: string;
  viewport: Viewport;
  viewport_serial: number;
  layers: string[];
  tiles: string;
  at_hand: Record<string, string>;
  largest_radius_m: number;
  areas: AreaCount[];
  zones: ZoneState[];
  sheltering: ShelteringMark[];
  added: Record<string, AddedMarks>;
  upload: UploadMarks | null;
  selection: SelectedGround | null;
  home: Viewport;
  fit: [number, number, number, number] | null;
  text: Record<string, string>;
  live: string;
  turn: number;
}

type Position = Pair;
/** GeoJSON's. */
type Geometry =
  | { type: "Point"; coordinates: Position }
  | { type: "MultiPoint" | "LineString"; coordinates: Position[] }
  | { type: "MultiLineString" | "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] }
  | { type: "GeometryCollection"; geometries: Geometry[] };
type GeographyFile = {
  basemap: {
    land: Position[][][];
    borders: { coords: Position[]; class: string }[];
    coast: NamedCoords[];
    wadi_gaza: NamedCoords[];
    crossings: { lat: number; lon: number; name_en: string; name_ar: string; name_he: string }[];
    labels: {
      lat: number; lon: number; name: Names; kind: string; min_zoom: number; rank: number; first?: boolean;
      pcode?: string; geometry?: Geometry; sea?: [number, number, number, number];
    }[];
  };
  areas: Record<string, Outline>;
  added?: Record<string, LayerShapesFile>;
  zones: Record<string, Outline & { status: string; kind: string; said: Record<string, ZoneWords> }>;
};
/** By the key of a mark. */
type LayerShapesFile = Record<string, { id: string; geometry: Geometry; [more: string]: unknown }[]>;
type NamedCoords = Position[] & { coords?: Position[]; name?: Names };
type Outline = { geometry: Geometry | null; label: Position | null; name?: Names };

/** `first` has room before all other text; a country has a shape, or a sea a box in which all water is it. */
type PlaceName = {
  name: Names; kind: string; rank: number; at: Pair; min_zoom?: number; first?: boolean; shape?: Shape; sea?: Box;
};

type LayerShape = { id: string; shape: Shape; [more: string]: unknown };
type LayerShapes = Map<string, LayerShape[]>;
type ShownShape = LayerShape & { mark: AddedMark };

interface Geography {
  land: Polygon[];
  borders: (Line & { class: string })[];
  coast: (Line & { name: Names })[];
  wadi: (Line & { name: Names })[];
  crossings: { at: Pair; name: Names }[];
  labels: PlaceName[];
  areas: Map<string, NamedShape>;
  zones: Map<string, NamedShape>;
  added: Map<string, LayerShapes>;
  zoneMarks: Map<string, { status: string; kind: string; said: Record<string, ZoneWords> }>;
}

// --- from tiles to marks --------------------------------------------------------------------------------------

type Tile = { z: number; x: number; y: number };
type WantedTile = Tile & { isBeyond?: (place: Place) => boolean };
type TileValue = string | number | boolean | null;
/** What a tile of ours says of a feature; see geo/tiles/tile.py. */
type TileProperties = {
  n?: number; kinds?: number; radius_m?: number; one?: number; id?: string; grid?: number; group?: number;
};
type TilePoint = XY & { properties: TileProperties };
type TileLayer = { name: string; extent: number; points: TilePoint[] };

/** Zoom of the grid, column, row, group of radii. */
type Cell = [number, number, number, number];

/** A feature of a tile, see `placesOf` in tile_source.js. */
type Place = { gx: number; gy: number; n: number; kinds: number; radius: number; id: string | null; cell: Cell | null };
type KeptTile = { tile: Tile; bytes?: Uint8Array; places: Place[] | null };

type Ring = Circle & { n: number; kind: string | null };

/** One symbol on the map, see cluster.js. */
interface Mark extends XY {
  shift: Pair;
  n: number;
  kinds: number;
  kind: string | null;
  places: Place[];
  rings: Ring[];
}

type Clustered = { marks: Mark[] };
type Marks = Clustered & { zoom: number; tiles: number; failed: number };
type Answer = Marks & { upload: Marks };

// --- what is drawn --------------------------------------------------------------------------------------------

type NumberFormat = (value: number) => string;
type Palette = Record<Tone, string> & { dark: boolean; on: (pair: Colour) => string };

/** What is hatched: ids of zone statuses, or the p-code of an area. */
type Hatched = { zones: Set<string>; area: string | null };

/** What there is to draw in a frame. */
interface Picture {
  state: MapState;
  geography: Geography;
  colours: Palette;
  answer: Answer;
  format: NumberFormat;
  /** For a disc, which has no room for a long number. */
  short: NumberFormat;
  hatch: Hatched;
  /** Boxes of the canvas that something lies over. */
  covered: Box[];
  has: (layer: string) => boolean;
  /** The shapes of an added layer that the view shows. */
  shapesOf: (layer: string) => ShownShape[];
}

type PlacedMark = Circle & { mark: Mark };
type PlacedArea = { mark: AreaCount; shape: NamedShape; box: Box; path: Path2D };
type PlacedZone = { mark: ZoneMark; shape: NamedShape; symbol: ZoneSymbol; path: Path2D; box: Box; spots: Circle[] };
type PlacedShape = { shape: Shape; mark: { id: string; title: string } };
type PlacedRing = Circle & { mark: ShelteringMark };

type TextBlock = { font: string; lines: string[]; size: number; w: number; h: number };
type Badge = { words: TextBlock; w: number; h: number };
type PlacedBadge = { at: Pair; badge: Badge; leader: Pair | null; box: Box; area: PlacedArea };
type PlacedZoneText = { at: Pair; box: Box; label: TextBlock; zone: PlacedZone };
/** The number of a disc. */
type NumberBlock = { text: string; size: number; w: number; h: number };
type PlacedNumber = { at: Pair; box: Box; block: NumberBlock; disc: PlacedMark; isMoved: boolean };
type PlacedRingText = { at: Pair; box: Box; label: TextBlock; ring: PlacedRing };
/** `gap` from its place, or 0 when it lies over it. */
type NameText = {
  text: string; font: string; spacing: number; w: number; h: number; gap: number; tone: Tone; dot: number;
};
type PlacedName = NameText & { at: Pair; box: Box; place: Pair; dotted: boolean; from?: Pair };

interface Labels {
  orientation?: PlacedName[];
  badges?: PlacedBadge[];
  zones?: PlacedZoneText[];
  sheltering?: PlacedRingText[];
  names?: PlacedName[];
  numbers?: PlacedNumber[];
}

/** What the last repaint has drawn, by layer. */
interface Scene {
  points: PlacedMark[];
  upload: PlacedMark[];
  areas: PlacedArea[];
  zones: PlacedZone[];
  sheltering: PlacedRing[];
  /** By name, what the layers without a field of their own have drawn. */
  added: Record<string, PlacedShape[]>;
  labels: Labels;
}

type Drawn = Omit<Scene, "labels">;
/** What of it lies under a point. */
type Found = Drawn;
type HitPhase = "symbol" | "direct" | "ring" | "inside";

interface Hit {
  /** On the canvas. */
  at: XY;
  /** On the plane. */
  world: Pair;
  frame: Frame;
  scene: Scene;
  /** What layers further up have found. */
  found: Found;
  near: (circle: Circle, more?: number) => boolean;
  touch: number;
}

/** One layer of the map. `K` is the scene's key for what it has drawn. */
interface SceneLayer<K extends SceneField> {
  scene: K;
  added?: undefined;
  canvas: "ground" | "points";
  paint: (ctx: Ctx, frame: Frame, picture: Picture) => Drawn[K];
  /** What of it a pointer hits, by how close the hit is. */
  hits: Partial<Record<HitPhase, (hit: Hit) => Drawn[K]>>;
}

/** One without a field of its own in state and scene. */
interface AddedLayer {
  scene?: undefined;
  added: string;
  canvas: "ground" | "points";
  paint: (ctx: Ctx, frame: Frame, picture: Picture) => PlacedShape[];
  hits: Partial<Record<HitPhase, (hit: Hit) => PlacedShape[]>>;
}

type SceneField = Exclude<keyof Drawn, "added">;
type AnyLayer = SilentLayer | AddedLayer | { [K in SceneField]: SceneLayer<K> }[SceneField];
type AnyTextLayer = { [K in keyof Labels]-?: TextLayer<K> }[keyof Labels];

/** One that answers no pointer. */
interface SilentLayer {
  scene?: undefined;
  added?: undefined;
  canvas: "base" | "ground" | "points";
  paint: (ctx: Ctx, frame: Frame, picture: Picture) => void;
  hits?: undefined;
}

/** One with text, which all layers place in the same room. `K` is the key of the scene's labels. */
interface TextLayer<K extends keyof Labels> {
  labels: K;
  placeText: (ctx: Ctx, frame: Frame, picture: Picture, scene: Scene, room: Room) => Labels[K];
  paintText: (ctx: Ctx, placed: Labels[K][number], colours: Palette) => void;
}

type Room = import("./label_room.js").Room;

/** How a report and a number of reports are drawn. */
interface PointPainters {
  symbol: (ctx: Ctx, x: number, y: number, kind: string, colours: Palette) => void;
  disc: (ctx: Ctx, x: number, y: number, r: number, mark: Mark, colours: Palette) => void;
}

type Spot = Circle;

// --- the page around the map ----------------------------------------------------------------------------------

interface Picked {
  reports: string[];
  cells: Cell[];
  areas: string[];
  upload: { reports: string[]; cells: Cell[]; areas: string[] };
  zones: string[];
  sheltering: string[];
  added: Record<string, string[]>;
}

/** What a reader has drawn: latitude and longitude of each corner; none to have no area. */
type DrawnArea = { corners: Pair[]; around_m: number };
/** The same while it is drawn. */
type Draft = { mode: "polygon" | "circle"; corners: L.LatLng[]; around: number };
interface DraftActions {
  move: (i: number, to: L.LatLng) => void;
  insert: (i: number, at: L.LatLng) => void;
  remove: (i: number) => void;
  shift: (from: L.LatLng, to: L.LatLng) => void;
  reach: (to: L.LatLng) => void;
  press: (i: number) => void;
  rest: () => void;
}
type Handle = {
  name: string; small?: boolean; all?: boolean; becomes?: string; started?: (at: L.LatLng) => void; moved: (to: L.LatLng, from: L.LatLng) => void;
  pressed?: () => void; removed?: () => void;
};

type Told = { n: number; viewport: Viewport; pick: (Picked & { n: number }) | null; area: (DrawnArea & { n: number }) | null };

interface Hooks {
  /** The window whose address follows the map. */
  page: () => Window;
  /** Hears of the reader's moves and picks. */
  tell: (value: Told) => void;
  /** Where the map asks how many reports lie outside a frame; null where it does not say so itself. */
  outside: ((query: string, bbox: string) => string) | null;
  /** The reports of a tile, where a page holds them itself. */
  placesAt: ((tile: Tile) => Place[]) | null;
  geographyAt: (address: string) => Promise<Geography>;
  /** The part of the canvas' margin that is left when a drag has it painted on; none without it. */
  marginLeft?: number;
}

type PaintedDetail = {
  snapshot: string; query: string; tiles: number; features: number; ms: number; upload?: number; failed?: number;
};

/** What comes on the map's own channel. */
type Message = { state: MapState; tiles: Record<string, Uint8Array> };

/** What is in the page around a map without Streamlit: geo/web/embed.py, geo/export/single_page.py. */
type PageData = {
  options: object; state: MapState; here?: string; in_frame?: string; most_cells?: number; geography?: string; reports?: Columns;
  dates?: DatesSource | null;
  words: Record<string, string>;
};

type PairSide = "a" | "b";
/** Two views side by side: geo/export/pair_page.py. */
type PairData = Record<PairSide, MapState> & {
  options: object; form: string; here: Record<PairSide, string>; most_cells: number;
  /** What the views are called, and what is said over each map. */
  names: Record<PairSide, string>; said: Record<PairSide, string>;
  words: Record<string, string>;
};

/** What is in the page of the table: geo/export/table_page.py. */
type TableCell = string | number | boolean | null;
type TableData = {
  rows_address: string; copy_address: string; report_address: string; own: Record<string, string>;
  n: number; window: number; most_copied: number;
  columns: { name: string; width: number; lang: string }[];
  meanings: Record<string, Record<string, string>>;
  first: { offset: number; rows: TableCell[][] };
  words: Record<string, string>;
};

/** See geo/stories/story_page.py: `here` and `whole` come with a page, `reports` with a file. */
type StoryData = {
  options: object; most_cells: number; words: Record<string, string>;
  steps: { state: MapState; here?: string; whole?: string; reports?: Columns }[];
};

/** Columns of one length, see geo/export/embedded_reports.py. */
type Columns = {
  bits: number; shift: number; gx: number[]; gy: number[]; n: number[]; kinds: number[]; radius: number[]; group: number[]; id: string[];
};

/** From where a page without Streamlit has its dates dragged: in a file all of it, elsewhere two addresses. */
type DatesSource = { file?: StripFile; script?: string; index?: string };
type PageDays = { from: string; to: string };

interface Window {
  Shelterline: typeof import("./surface.js").surface;
  shelterlinePainted: PaintedDetail;
  map: L.Map;
  /** The second of two maps, and what the app hands both. */
  otherMap?: L.Map;
  shelterlinePair?: { take: (next: PairData, tell: (place: Viewport) => void) => void };
  feature_group?: unknown;
  Streamlit?: { setComponentValue: (value: unknown) => void };
  DecompressionStream?: typeof DecompressionStream;
  /** In a file, and elsewhere once it is fetched. */
  shelterlineDates?: typeof import("./brush_page.js").parts;
  shelterlineKeys?: boolean;
  shelterlineReach?: boolean;
  shelterlineWords: { map: string; copy: string; copied: string };
}

interface DocumentEventMap {
  "shelterline:painted": CustomEvent<PaintedDetail>;
}
interface HTMLElementEventMap {
  "shelterline:painted": CustomEvent<PaintedDetail>;
  "shelterline:brushed": CustomEvent<BrushedDetail>;
}

// --- the brush index: geo/layers/brush_answer.py, geo/tiles/brush_index.py --------------------------------------------

type DaySums = { begin: number[]; n_begin: number[]; end: number[]; n_end: number[] };
/** See geo/tiles/brush_cells.py. */
type CellRows = {
  tiles: string[]; bits: number; shift: number; unit: "week" | "month"; edges: number[]; gx: number[]; gy: number[]; cell: number[];
  first: number[]; days: number[]; kinds: number[]; n: number[];
};
type PeriodColumns = { first: number[]; days: number[]; n: number[] };
type PointColumns = {
  bits: number; gx: number[]; gy: number[]; radius_m: number[]; group: number[]; place: number[]; ring: number[]; kinds: number[];
  first: number[]; days: number[];
  /** In a page that holds its reports itself. */
  id?: string[]; n?: number[]; shift?: number; isCounted?: boolean;
};
/** See geo/layers/zone_days.py. */
type ZoneDays = {
  fresh_days: number; id: string[]; place: number[]; begins: number[]; begun: number[]; ends: (number | null)[];
  is_drawn: boolean[]; only_latest: boolean;
};
/** Marks by the day from which they are shown: geo/layers/day_steps.py. */
type StepsByDay<Mark> = { marks: Mark[]; day: number[]; shown: number[][] };
type AddedSteps = StepsByDay<AddedMark> & { shapes: string };
/** A sentence for any number. */
type Forms = { texts: string[]; of: number[] };
type BrushTexts = {
  shown: string; not_shown: Forms; nothing: string; reasons: Record<string, string>; separator: string; area: Forms;
  coarser: Record<string, string>;
};
interface BrushFile {
  form: number;
  is_too_large?: boolean;
  query: string;
  first: number;
  last: number;
  day: number;
  total: number;
  fixed: Record<string, number>;
  other_dates: string;
  shown: PeriodColumns | DaySums;
  left_out: Record<string, PeriodColumns | DaySums>;
  areas: Record<string, PeriodColumns | DaySums>;
  points: PointColumns | null;
  cells: CellRows | null;
  layers: { zones?: ZoneDays; sheltering?: StepsByDay<ShelteringMark>; assessments?: AddedSteps };
  text: BrushTexts;
  /** In a page without Streamlit. */
  area_names?: Record<string, string>;
}
/** With the picture of the strip: geo/export/page_dates.py. */
type StripFile = BrushFile & { strip: HistogramData };
/** Reasons in their order, without those of nobody. */
type RangeCounts = { shown: number; leftOut: [string, number][] };
/** The part of a state that the dates change. */
type DatedState = Pick<MapState, "areas" | "zones" | "sheltering" | "added" | "largest_radius_m">;
/** What a map paints while a hand is on the brush. */
interface Preview {
  /** Differs from range to range. */
  name: string;
  state: DatedState;
  /** Whether it is of the filters of a state, by its query. */
  isOf: (query: string) => boolean;
  /** Whether a state has these very dates. */
  isOwn: (query: string) => boolean;
  placesAt: (tile: Tile) => Place[];
}
type BrushedDetail = { name: string; features: number; ms: number };

// --- the histogram --------------------------------------------------------------------------------------------

/** Days since 1970, both inclusive. */
type DayRange = { from: number; to: number };
/** Reports of more days than a bar has, drawn in lanes above the bars. */
type LongerPeriod = { first: number; last: number; n: number; lane: number };
type Pause = {
  name: string; kind: string; first: number | null; last: number | null; starts_disputed: boolean; ends_disputed: boolean;
  text: string; days: string; disputed: string; announced_by: string; publisher: string; url: string;
};

/** See geo/charts/histogram.py. */
interface HistogramData extends DayRange {
  /** Where two views are compared: the dates of the other one, and the letters of both. */
  other?: DayRange & { label: string };
  own?: string;
  n: number;
  lang: string;
  locale: string;
  dir: string;
  zoomed: boolean;
  unit: "day" | "week" | "month";
  first: number;
  last: number;
  edges: number[];
  bar: Colour;
  frame: Colour;
  certain: number[];
  possible: number[];
  longer: { label: string; periods: LongerPeriod[]; rest: string };
  pauses: Pause[];
  late: { from: number; text: string } | null;
  source: string;
  sentence: string;
  file: string;
  /** Addresses of the script and of the index from which the map follows the brush; empty where it does not. */
  brush: { script: string; index: string; by_tiles?: boolean };
  text: Record<string, string>;
}

type Scale = {
  width: number; height: number; floor: number; roof: number; ceiling: number; top: number; left: number; right: number;
  x: (day: number) => number; day: (x: number) => number; y: (n: number) => number;
};

type ChartColours = {
  bar: string; frame: string; page: string; ground: string; text: string; soft: string; line: string; pause: string;
  ink: string; paper: string;
};

type DayFormats = ReturnType<typeof import("./histogram/days.js").formatsOf>;
type RangePart = "from" | "to";
type Attributes = Record<string, string | number>;
type TextStyle = { size?: number; anchor?: "middle" | "left" | "right"; halo?: string | null; weight?: number };

// --- Streamlit's components (version 2) -----------------------------------------------------------------------

interface StreamlitComponent<Data = unknown> {
  data: Data;
  parentElement: HTMLElement & { activeElement?: HTMLElement };
  setTriggerValue: (name: string, value: unknown) => void;
}

// --- Leaflet 1.9, as far as it is used ------------------------------------------------------------------------

declare namespace L {
  class Point {
    x: number;
    y: number;
    add(other: Point | Pair): Point;
    subtract(other: Point | Pair): Point;
    multiplyBy(factor: number): Point;
    round(): Point;
    distanceTo(other: Point): number;
  }
  class LatLng {
    lat: number;
    lng: number;
    wrap(): LatLng;
  }
  type LatLngLike = LatLng | Pair;
  type Animation = { center: LatLng; zoom: number };

  class Layer {
    _map: Map;
    addTo(map: Map | LayerGroup): this;
    remove(): this;
  }
  class LayerGroup extends Layer {
    clearLayers(): this;
    eachLayer(act: (layer: Layer) => void): this;
  }
  class Marker extends Layer {
    getLatLng(): LatLng;
    getElement(): HTMLElement;
    on(events: string, listener: () => void): this;
  }
  class Control {
    constructor(options: { position: string });
    addTo(map: Map): this;
    getContainer(): HTMLElement;
  }
  class Map {
    getSize(): Point;
    getZoom(): number;
    getMinZoom(): number;
    getMaxZoom(): number;
    getCenter(): LatLng;
    getBounds(): { getWest(): number; getSouth(): number; getEast(): number; getNorth(): number };
    getContainer(): HTMLElement;
    getPane(name: string): HTMLElement;
    createPane(name: string): HTMLElement;
    getPixelOrigin(): Point;
    getZoomScale(to: number, from: number): number;
    project(at: LatLng, zoom: number): Point;
    containerPointToLayerPoint(point: Point | Pair): Point;
    containerPointToLatLng(point: Point | Pair): LatLng;
    latLngToContainerPoint(at: LatLngLike): Point;
    distance(one: LatLng, other: LatLng): number;
    invalidateSize(options: { pan: boolean; animate: boolean }): this;
    setView(center: LatLngLike, zoom: number, options?: { animate?: boolean; reset?: boolean }): this;
    fitBounds(bounds: [Pair, Pair], options: { padding: Pair; maxZoom: number }): this;
    zoomIn(): this;
    zoomOut(): this;
    on(event: "zoomanim", listener: (event: Animation & { noUpdate?: unknown }) => void): this;
    on(events: string, listener: (event: { containerPoint: Point; latlng: LatLng }) => void): this;
    fire(event: string): this;
    doubleClickZoom: { enable(): void; disable(): void };
    dragging?: { moving(): boolean; enable(): void; disable(): void; enabled(): boolean };
    // Leaflet's own, without a public way to ask.
    _animatingZoom?: boolean;
    _getNewPixelOrigin(center: LatLng, zoom: number): Point;
    _move(center: LatLng, zoom: number, data: { pinch: boolean; round: boolean }): Map;
    _moveStart(zoomChanged: boolean, noMoveStart: boolean): Map;
    _animateZoom(center: LatLng, zoom: number, startAnim: boolean, noUpdate?: unknown): void;
    _stop(): Map;
    /** Ours. */
    shelterline?: import("./view.js").MapView;
  }

  function map(element: HTMLElement, options: object): Map;
  function point(x: number, y: number): Point;
  function latLng(lat: number, lon: number): LatLng;
  function layerGroup(): LayerGroup;
  function latLngBounds(corners: LatLng[]): { getCenter(): LatLng };
  type PathLook = { className: string; interactive: boolean };
  function circle(middle: LatLng, look: PathLook & { radius: number }): Layer;
  function polyline(corners: LatLng[], look: PathLook): Layer;
  function polygon(corners: LatLng[], look: PathLook): Layer;
  function divIcon(look: { className: string; iconSize: Pair }): object;
  function marker(at: LatLng, look: { draggable: boolean; icon: object; autoPan: boolean; keyboard: boolean; zIndexOffset: number }): Marker;
  function tileLayer(address: string, options: { maxZoom: number; pane: string; referrerPolicy: string }): Layer;
  function setOptions(object: object, options: object): object;
  const DomUtil: {
    create<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, parent?: HTMLElement): HTMLElementTagNameMap[K];
    getPosition(element: HTMLElement): Point;
    setPosition(element: HTMLElement, at: Point): void;
    setTransform(element: HTMLElement, offset: Point, scale: number): void;
  };
  const DomEvent: {
    disableClickPropagation(element: HTMLElement): void;
    disableScrollPropagation(element: HTMLElement): void;
  };
}
