// What the page does more with scripts than without: GOV.UK's own components, live figures, and tables that
// take the keyboard only when there is something to scroll. Nothing here is needed to use Connects.
{
  initAll()

  // A table frame is a stop for the keyboard so that it can be scrolled; where all fits it is only in the way.
  const settleFrames = () => {
    for (const frame of document.querySelectorAll('.connects-table-frame')) {
      if (frame.scrollWidth > frame.clientWidth) frame.setAttribute('tabindex', '0')
      else frame.removeAttribute('tabindex')
    }
  }
  settleFrames()
  addEventListener('resize', settleFrames)

  // <div data-live="/live/imports/…"> holds parts <span data-live-part="done">. Each event carries the whole
  // small state as JSON of plain values; "finished": true ends it and shows the page anew.
  const show = (root, state) => {
    for (const part of root.querySelectorAll('[data-live-part]')) {
      const value = state[part.dataset.livePart]
      if (value === undefined || value === null) continue
      if (part.tagName === 'PROGRESS') part.value = Number(value)
      else if (part.textContent !== String(value)) part.textContent = String(value)
    }
    if (state.finished !== true) return false
    location.reload()
    return true
  }

  const poll = (root, address) => {
    const timer = setInterval(async () => {
      const answer = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => undefined)
      if (answer?.ok !== true) return
      if (show(root, await answer.json().catch(() => ({})))) clearInterval(timer)
    }, 5000)
  }

  for (const root of document.querySelectorAll('[data-live]')) {
    const address = root.dataset.live
    let failures = 0
    const source = new EventSource(address)
    source.onmessage = (event) => {
      failures = 0
      if (show(root, JSON.parse(event.data))) source.close()
    }
    // A network that holds back event streams still lets ordinary requests through.
    source.onerror = () => {
      failures += 1
      // An answer that is no stream (too many, signed out) closes the source for good; a lost connection is tried again.
      if (failures < 3 && source.readyState !== EventSource.CLOSED) return
      source.close()
      poll(root, address)
    }
  }

  // A long form half filled in is not left by a slip of the mouse.
  for (const form of document.querySelectorAll('form[data-keep]')) {
    let changed = false
    form.addEventListener('input', () => {
      changed = true
    })
    form.addEventListener('submit', () => {
      changed = false
    })
    addEventListener('beforeunload', (event) => {
      if (changed) event.preventDefault()
    })
  }
}
