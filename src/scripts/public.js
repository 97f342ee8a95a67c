import './shared.js'
import { leaveUnasked } from './unsent.js'

// A phone's photo is 4 to 8 MB; what is readable on it needs a tenth of that. Shrunk before it is sent.
const LONGEST = 2000

async function shrink (file) {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  if (scale === 1 && file.size < 600_000) return file
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82))
  return blob && blob.size < file.size ? new File([blob], 'foto.jpg', { type: 'image/jpeg' }) : file
}

for (const input of document.querySelectorAll('input[type=file][data-shrink]')) {
  input.addEventListener('change', async () => {
    const file = input.files[0]
    if (!file || !file.type.startsWith('image/')) return
    try {
      const box = new DataTransfer()
      box.items.add(await shrink(file))
      input.files = box.files
    } catch {
      // Not a picture after all: the office's answer will say so.
    }
  })
}

// A case that is open in a browser is closed when nobody uses it; the office does so too, whatever the page does. While
// somebody types, the office is told so at most once a minute.
const idle = Number(document.body.dataset.idleSeconds || 0)
if (idle) {
  let timer
  let told = Date.now()
  const used = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      leaveUnasked()
      window.location.replace(document.body.dataset.home)
    }, (idle + 5) * 1000)
    if (Date.now() - told < 60_000) return
    told = Date.now()
    fetch(document.body.dataset.stillHere, { cache: 'no-store' }).catch(() => {})
  }
  for (const kind of ['pointerdown', 'keydown', 'input', 'scroll']) document.addEventListener(kind, used, { passive: true })
  used()
  // The browser's back button must not bring back what was closed.
  window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })
}

// A QR code on paper carries its secret behind the #, which no server sees: it is posted, and leaves the address first.
const opener = document.querySelector('form[data-opens-with-scan]')
if (opener && window.location.hash.includes('=')) {
  opener.elements.scanned.value = window.location.hash.slice(1)
  window.history.replaceState(null, '', window.location.pathname)
  opener.submit()
}
