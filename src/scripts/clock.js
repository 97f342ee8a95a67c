// The office's clock on a wall: its own machine may believe another time, or another zone.
const clock = document.querySelector('[data-clock]')
if (clock) {
  let zone = Number(clock.dataset.clock)
  let ahead = 0
  const show = () => {
    const now = new Date(Date.now() + ahead + zone * 60000)
    const two = (n) => String(n).padStart(2, '0')
    clock.firstElementChild.textContent = `${two(now.getUTCHours())}.${two(now.getUTCMinutes())}`
    clock.hidden = false
  }
  document.addEventListener('pasti:alive', (event) => {
    const [moment, minutes] = event.detail.split(' ').map(Number)
    ahead = moment - Date.now()
    zone = minutes
    show()
  })
  setInterval(show, 1000)
  show()
}
