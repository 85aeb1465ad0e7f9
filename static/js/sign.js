// Signing with a finger: strokes become SVG path data in a hidden field. Without this, typing the name is enough.
for (const box of document.querySelectorAll("[data-sign]")) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[name=drawing]");
  const pen = canvas.getContext("2d");
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  let strokes = field.value;
  let drawing = false;

  const place = (event) => {
    const area = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - area.left) / area.width) * canvas.width);
    const y = Math.round(((event.clientY - area.top) / area.height) * canvas.height);
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
      field.value = strokes.includes("L") ? strokes : "";
    });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = field.value = "";
    show();
  });
  show();
}
