// At the door, with a telephone: the camera reads the QR code of a paper, and what it holds is sent as if it were typed.
// Browsers that read codes themselves do; for the others there is a library.
import { codeIn } from './qr.js'

const EVERY_MS = 200
const camera = document.querySelector('[data-camera]')
const video = document.querySelector('[data-camera-sees]')
const field = document.querySelector('[data-scanned]')
const detector = 'BarcodeDetector' in window ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null
let stream = null

function stop () {
  if (stream) stream.getTracks().forEach((track) => track.stop())
  stream = null
  video.hidden = true
}

async function read () {
  if (!video.videoWidth) return ''
  if (!detector) return codeIn(video, video.videoWidth, video.videoHeight)
  try {
    return (await detector.detect(video))[0]?.rawValue ?? ''
  } catch {
    return codeIn(video, video.videoWidth, video.videoHeight)
  }
}

async function look () {
  if (!stream) return
  const written = await read()
  if (!written) {
    setTimeout(look, EVERY_MS)
    return
  }
  stop()
  field.value = written
  field.form.requestSubmit()
}

if (camera && field && navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false
  camera.addEventListener('click', async () => {
    if (stream) return stop()
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
    } catch {
      document.querySelector('[data-no-camera]').hidden = false
      return
    }
    video.srcObject = stream
    video.hidden = false
    await video.play()
    look()
  })
}
