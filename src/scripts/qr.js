// Reads QR codes: with the browser's own reader where there is one, else with a library.
import { binarize, Decoder, Detector, grayscale } from '@nuintun/qrcode'

// Blur and small codes read better at another size.
const SIZES = [1600, 1000, 640]
const own = 'BarcodeDetector' in window ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null

async function readByBrowser (source) {
  return (await own.detect(source))[0]?.rawValue ?? ''
}

function readPixels (pixels) {
  const seen = new Detector().detect(binarize(grayscale(pixels), pixels.width, pixels.height))
  for (const candidate of seen) {
    try {
      return new Decoder().decode(candidate.matrix).content
    } catch {
      // It only looked like a code.
    }
  }
  return ''
}

function readByLibrary (source, width, height) {
  for (const size of SIZES) {
    const scale = Math.min(1, size / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    const written = readPixels(context.getImageData(0, 0, canvas.width, canvas.height))
    if (written) return written
    if (scale === 1 && Math.max(width, height) <= SIZES[SIZES.length - 1]) break
  }
  return ''
}

// What a camera sees now: it is asked again soon, so one reader is enough.
export async function codeSeen (video) {
  if (!video.videoWidth) return ''
  if (own) {
    try {
      return await readByBrowser(video)
    } catch {
      // It has a reader in name only.
    }
  }
  return readByLibrary(video, video.videoWidth, video.videoHeight)
}

// What is in a picture: there is only this one, so both look.
export async function codeIn (picture) {
  const written = own ? await readByBrowser(picture).catch(() => '') : ''
  return written || readByLibrary(picture, picture.width, picture.height)
}
