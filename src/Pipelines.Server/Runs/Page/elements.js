// Elements of HTML and SVG from their names, attributes and children. Text is only ever text.

/** An element of HTML; attributes that are false or null are left out. */
export const make = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** The same of SVG. */
export const draw = (name, attributes, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter(child => child != null));
  return element;
}
