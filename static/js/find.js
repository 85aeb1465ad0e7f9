// "Use my position": asks the phone only after a tap, and hands two numbers to an ordinary page.
for (const button of document.querySelectorAll("[data-here]")) {
  const says = button.parentElement.querySelector("[data-here-says]");
  button.addEventListener("click", () => {
    if (!navigator.geolocation) return tell(button.dataset.denied);
    tell(button.dataset.asking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        location.assign(`${button.dataset.here}?lon=${coords.longitude.toFixed(5)}&lat=${coords.latitude.toFixed(5)}`);
      },
      () => tell(button.dataset.denied),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });
  function tell(words) {
    says.textContent = words;
  }
}
