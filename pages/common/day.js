// One day of the view: typed as YYYY-MM-DD, or taken from the browser's own calendar. The server is asked once
// a whole day stands there and the reader has left the field or pressed Enter.
const FORM = /^(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})$/;

const read = (text, { min, max }) => {
  const found = FORM.exec(text.trim());
  if (!found) return null;
  const day = [found[1], found[2].padStart(2, "0"), found[3].padStart(2, "0")].join("-");
  const time = Date.parse(`${day}T00:00:00Z`);
  // A 31st of February would otherwise be read as a day of March.
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  return isDay && day >= min && day <= max ? day : null;
};

const build = (root) => {
  const field = root.querySelector(".sl-day");
  const [text, calendar] = field.querySelectorAll("input");
  const [label, button, wrong] = ["label", "button", "[role=alert]"].map((part) => field.querySelector(part));
  const day = { field, text, calendar, label, button, wrong, isTyped: false };
  const say = (message) => {
    wrong.textContent = message;
    text.toggleAttribute("aria-invalid", Boolean(message));
  };
  day.commit = () => {
    if (!day.isTyped) return;
    const read_ = read(text.value, day.data);
    if (!read_) {
      say(day.data.wrong.replace("{text}", text.value));
      return;
    }
    day.isTyped = false;
    say("");
    text.value = read_;
    if (read_ !== day.data.value) day.send(read_);
  };
  text.addEventListener("input", () => { day.isTyped = true; });
  text.addEventListener("blur", () => day.commit());
  text.addEventListener("focus", () => text.select());
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter") day.commit();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    day.isTyped = false;
    say("");
    text.value = day.data.value;
  });
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    text.value = calendar.value;
    day.isTyped = true;
    day.commit();
  });
  button.addEventListener("click", () => {
    calendar.value = day.data.value;
    calendar.showPicker();
  });
  day.show = (data) => {
    const isNew = day.data?.value !== data.value;
    day.data = data;
    label.textContent = data.label;
    label.htmlFor = text.id = `sl-day-${data.name}`;
    text.placeholder = data.form;
    button.title = data.calendar;
    button.setAttribute("aria-label", data.calendar);
    Object.assign(calendar, { min: data.min, max: data.max });
    // What is being typed stays: the answer to an earlier change may come meanwhile.
    if (isNew || !day.isTyped) {
      if (isNew) say("");
      if (document.activeElement !== text || !day.isTyped) text.value = data.value;
    }
  };
  return day;
};

const built = new WeakMap();

export default ({ parentElement, data, setTriggerValue }) => {
  const field = parentElement.querySelector(".sl-day");
  if (!built.has(field)) built.set(field, build(parentElement));
  const day = built.get(field);
  // A trigger, not a state: the same day may be asked for again after something else has moved it.
  day.send = (value) => setTriggerValue("day", value);
  day.show(data);
};
