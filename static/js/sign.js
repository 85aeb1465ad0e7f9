// Signing with a finger: strokes become SVG path data in a hidden field. Without this, typing the name is enough.
// A dot is no name: the same limits as in agreements/ink.py.
const MOVE = /([ML])(\d+) (\d+)/g;

function isName(path) {
  const points = [...path.matchAll(MOVE)].map(([, kind, x, y]) => [kind, Number(x), Number(y)]);
  if (points.length < 10) return false;
  let length = 0;
  points.forEach(([kind, x, y], i) => {
    if (i && kind === "L") length += Math.hypot(x - points[i - 1][1], y - points[i - 1][2]);
  });
  const sides = [1, 2].map((at) => {
    const values = points.map((point) => point[at]);
    return Math.max(...values) - Math.min(...values);
  });
  return Math.max(...sides) >= 80 && Math.min(...sides) >= 15 && length >= 150;
}

for (const box of document.querySelectorAll("[data-sign]")) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("[data-drawing]");
  const tooLittle = box.querySelector("[data-too-little]");
  const typed = box.nextElementSibling?.querySelector("input");
  const pen = canvas.getContext("2d");
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  let strokes = field.value;
  let drawing = false;

  const place = (event) => {
    const area = canvas.getBoundingClientRect();
    const inside = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
    const x = inside(((event.clientX - area.left) / area.width) * canvas.width, canvas.width);
    const y = inside(((event.clientY - area.top) / area.height) * canvas.height, canvas.height);
    return [x, y];
  };
  const show = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    if (strokes) pen.stroke(new Path2D(strokes));
  };

  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    strokes += `M${x} ${y}`;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || strokes.length > 19000) return;
    const [x, y] = place(event);
    strokes += `L${x} ${y}`;
    show();
  });
  for (const kind of ["pointerup", "pointercancel"])
    canvas.addEventListener(kind, () => {
      drawing = false;
      field.value = strokes;
      if (isName(strokes)) tooLittle.hidden = true;
    });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = field.value = "";
    tooLittle.hidden = true;
    show();
  });
  field.form?.addEventListener("submit", (event) => {
    if (!strokes || isName(strokes) || typed?.value.trim()) return;
    event.preventDefault();
    tooLittle.hidden = false;
    tooLittle.scrollIntoView({ block: "center" });
  });
  show();
}
