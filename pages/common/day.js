// One day of the view: typed as YYYY-MM-DD, or taken from the browser's own calendar. The server is asked once
// a whole day stands there and the reader has left the field or pressed Enter.
const FORM = /^(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})$/;

/** @typedef {{ name: string, label: string, form: string, calendar: string, wrong: string, value: string, min: string, max: string }} DayData */

/** @type {(text: string, data: DayData) => string | null} */
const read = (text, { min, max }) => {
  const found = FORM.exec(text.trim());
  if (!found) return null;
  const day = [found[1], found[2].padStart(2, "0"), found[3].padStart(2, "0")].join("-");
  const time = Date.parse(`${day}T00:00:00Z`);
  // A 31st of February would otherwise be read as a day of March.
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  return isDay && day >= min && day <= max ? day : null;
};

class Day {
  /** @param {Element} root */
  constructor(root) {
    const field = root.querySelector(".sl-day");
    const [text, calendar] = field.querySelectorAll("input");
    this.text = text;
    this.calendar = calendar;
    this.label = field.querySelector("label");
    this.button = field.querySelector("button");
    this.wrong = field.querySelector("[role=alert]");
    this.isTyped = false;
    /** @type {DayData} */
    this.data = null;
    /** @type {(day: string) => void} */
    this.send = null;
    this._listen();
  }

  _listen() {
    const { text, calendar, button } = this;
    text.addEventListener("input", () => { this.isTyped = true; });
    text.addEventListener("blur", () => this.commit());
    text.addEventListener("focus", () => text.select());
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.commit();
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.isTyped = false;
      this.say("");
      text.value = this.data.value;
    });
    calendar.addEventListener("change", () => {
      if (!calendar.value) return;
      text.value = calendar.value;
      this.isTyped = true;
      this.commit();
    });
    button.addEventListener("click", () => {
      calendar.value = this.data.value;
      calendar.showPicker();
    });
  }

  /** @param {string} message */
  say(message) {
    this.wrong.textContent = message;
    this.text.toggleAttribute("aria-invalid", Boolean(message));
  }

  commit() {
    if (!this.isTyped) return;
    const { text, data } = this;
    const day = read(text.value, data);
    if (!day) {
      this.say(data.wrong.replace("{text}", text.value));
      return;
    }
    this.isTyped = false;
    this.say("");
    text.value = day;
    if (day !== data.value) this.send(day);
  }

  /** @param {DayData} data */
  show(data) {
    const { text, label, button, calendar } = this;
    const isNew = this.data?.value !== data.value;
    this.data = data;
    label.textContent = data.label;
    label.htmlFor = text.id = `sl-day-${data.name}`;
    text.placeholder = data.form;
    button.title = data.calendar;
    button.setAttribute("aria-label", data.calendar);
    Object.assign(calendar, { min: data.min, max: data.max });
    // What is being typed stays: the answer to an earlier change may come meanwhile.
    if (isNew || !this.isTyped) {
      if (isNew) this.say("");
      if (document.activeElement !== text || !this.isTyped) text.value = data.value;
    }
  }
}

/** @type {WeakMap<Element, Day>} */
const built = new WeakMap();

/** @param {StreamlitComponent<DayData>} component */
export default ({ parentElement, data, setTriggerValue }) => {
  const field = parentElement.querySelector(".sl-day");
  if (!built.has(field)) built.set(field, new Day(parentElement));
  const day = built.get(field);
  // A trigger, not a state: the same day may be asked for again after something else has moved it.
  day.send = (value) => setTriggerValue("day", value);
  day.show(data);
};
