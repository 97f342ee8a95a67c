// A camera that looks for a QR code: a button begins and ends it, and what the code holds goes to `found`. Browsers that
// read codes themselves do; for the others there is a library.
import { codeIn } from './qr.js'

const EVERY_MS = 200
const detector = 'BarcodeDetector' in window ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null

async function read (video) {
  if (!video.videoWidth) return ''
  if (detector) {
    try {
      return (await detector.detect(video))[0]?.rawValue ?? ''
    } catch {}
  }
  return codeIn(video, video.videoWidth, video.videoHeight)
}

export function camera (button, video, refused, found) {
  let stream = null

  function stop () {
    if (stream) stream.getTracks().forEach((track) => track.stop())
    stream = null
    video.hidden = true
  }

  async function look () {
    if (!stream) return
    const written = await read(video)
    if (!written) {
      setTimeout(look, EVERY_MS)
      return
    }
    stop()
    found(written)
  }

  if (!navigator.mediaDevices?.getUserMedia) return
  button.hidden = false
  button.addEventListener('click', async () => {
    if (stream) return stop()
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
    } catch {
      refused.hidden = false
      return
    }
    refused.hidden = true
    video.srcObject = stream
    video.hidden = false
    await video.play()
    look()
  })
}
