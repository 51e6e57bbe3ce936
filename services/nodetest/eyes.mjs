// What every browser test looks with: a page that is watched, and a look at it that fails on what a person would stumble over.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const problems = []
export const complain = (where, what) => problems.push(`${where}: ${what}`)

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

// The browser reports every answer above 399 to its console; the pages' own are looked at by whoever asked for them.
const expected = /the server responded with a status of (401|403|404|409|410|412|422|429)/

// watch complains of whatever a page should never do.
function watch(page, base) {
  const where = () => page.url().replace(base, '')
  page.on('console', m => ['error', 'warning'].includes(m.type()) && !expected.test(m.text()) && complain(where(), `console: ${m.text()}`))
  page.on('pageerror', e => complain(where(), `script: ${e}`))
  page.on('dialog', d => { complain(where(), `a dialog says ${d.message()}`); d.dismiss() })
  page.on('request', r => r.url().startsWith(base) || complain(where(), `asks for ${r.url()}`))
}

export async function newPage(browser, base, options) {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(120_000) // of a busy machine
  if (options.javaScriptEnabled !== false) await context.addInitScript(() => {
    window.violations = []
    document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`))
  })
  const page = await context.newPage()
  watch(page, base)
  return page
}

// picture keeps what the page looks like, where pictures are kept: with -artifacts. They cost a third of the time.
export async function picture(page, path) {
  if (process.env.PICTURES) await page.screenshot({ path, fullPage: true })
}

// inspect looks at the page that is open.
export async function inspect(page, where, language) {
  const seen = await page.evaluate(() => {
    const han = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (/\p{Script=Han}/u.test(node.data) && !node.parentElement.closest('[lang^=zh]')) han.push(node.data.trim())
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    return { violations: window.violations, lang: document.documentElement.lang, han, wide, h1: document.querySelectorAll('h1').length }
  })
  for (const v of seen.violations) complain(where, `content security policy: ${v}`)
  if (!seen.lang.startsWith(language)) complain(where, `is in ${seen.lang}`)
  if (language === 'en') for (const text of seen.han) complain(where, `Chinese that is not marked as such: ${text}`)
  if (seen.wide > 0) complain(where, `is ${seen.wide} pixels wider than the window`)
  if (seen.h1 !== 1) complain(where, `has ${seen.h1} main headings`)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  for (const v of violations) {
    const note = `axe ${v.impact} ${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`
    if (['serious', 'critical'].includes(v.impact)) complain(where, note)
    else console.log(`note: ${where}: ${note}`)
  }
}

// report says what was wrong and ends the process.
export function report(what) {
  for (const p of problems) console.error(p)
  console.log(`${what}, ${problems.length} problems`)
  process.exit(problems.length > 0 ? 1 : 0)
}
