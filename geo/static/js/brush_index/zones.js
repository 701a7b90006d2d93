// Zone statements of any dates: the rule of `zones_then` in geo/snapshot/statements.py.

// Days are whole numbers since 1970, both inclusive.
/** @type {(zones: ZoneDays | undefined, range: DayRange) => ZoneState[]} */
export const zonesThen = (zones, { from, to }) => {
  if (!zones) return [];
  const { id, place, begins, begun, ends, is_drawn: isDrawn, fresh_days: freshDays, only_latest: onlyLatest } = zones;
  const found = id.map((_, i) => i).filter((i) => begins[i] <= to && (ends[i] === null || ends[i] >= from));
  /** @type {Map<number, number>} */
  const newest = new Map();
  for (const i of found) newest.set(place[i], Math.max(begins[i], newest.get(place[i]) ?? begins[i]));
  return found.filter((i) => isDrawn[i])
    .map((i) => ({
      id: id[i],
      earlier: begun[i] < newest.get(place[i]) || (ends[i] === null && begins[i] < to - freshDays),
    }))
    .filter(({ earlier }) => !(onlyLatest && earlier));
};
