// Opens every page as a person would, in both languages, wide and narrow, light and dark, and fails on what a person would
// stumble over. It starts nothing: what to look at comes as arguments.
//
//   node look.mjs LINK FOLDER PATH...     LINK is of xiansuo up or xiansuo link; pictures go to FOLDER
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [link, folder, ...paths] = process.argv.slice(2)
const base = new URL(link).origin
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const problems = []
const complain = (where, what) => problems.push(`${where}: ${what}`)

// watch complains of whatever a page should never do.
function watch(page) {
  const where = () => page.url().replace(base, '')
  page.on('console', m => ['error', 'warning'].includes(m.type()) && !expected.test(m.text()) && complain(where(), `console: ${m.text()}`))
  page.on('pageerror', e => complain(where(), `script: ${e}`))
  page.on('dialog', d => { complain(where(), `a dialog says ${d.message()}`); d.dismiss() })
  page.on('request', r => r.url().startsWith(base) || complain(where(), `asks for ${r.url()}`))
}

// The browser reports every answer above 399 to its console; the pages' own are looked at below.
const expected = /the server responded with a status of (401|403|404)/

async function newPage(browser, options) {
  const context = await browser.newContext(options)
  await context.addInitScript(() => {
    window.violations = []
    document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`))
  })
  const page = await context.newPage()
  watch(page)
  return page
}

// inspect looks at the page that is open.
async function inspect(page, where, language) {
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

const nameOf = (path, status) => (path.replace(/^\/(routing\/)?/, '').replace(/[^\w-]+/g, '_') || 'overview') + (status > 399 ? `-${status}` : '')

const looks = [['zh', 1280, 'light'], ['zh', 360, 'light'], ['en', 1280, 'light'], ['en', 360, 'light'], ['zh', 1280, 'dark'], ['en', 360, 'dark']]

// lookAtAll opens every page in each look; a page comes with the status that it must answer with.
async function lookAtAll(page, pages) {
  for (const [language, width, scheme] of looks) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: scheme })
    for (const [path, status] of pages) {
      const where = `${path} ${language} ${width} ${scheme}`
      const answer = await page.goto(base + path + (path.includes('?') ? '&' : '?') + `lang=${language}`)
      if (answer.status() !== status) complain(where, `answered ${answer.status()}, not ${status}`)
      if (!answer.headers()['content-security-policy']?.startsWith("default-src 'none'")) complain(where, 'has no strict policy')
      await inspect(page, where, language)
      const name = `${nameOf(path, status)}-${language}-${width}${scheme === 'dark' ? '-dark' : ''}.png`
      await page.screenshot({ path: join(folder, name), fullPage: true })
    }
  }
}

// A link opens one session, is not spent by who only looks at it, and leaves no code behind.
async function enter(browser, page) {
  await lookAtAll(page, [['/routing/', 401], ['/enter?code=no', 200]])
  const ahead = await newPage(browser, {})
  await ahead.goto(link)
  await ahead.context().close()
  await page.goto(link)
  await page.locator('main button').click()
  if (page.url() !== base + '/routing/') complain('entering', `led to ${page.url()}`)
  const cookie = (await page.context().cookies()).find(c => c.name.startsWith('xiansuo-') && c.name !== 'xiansuo-language')
  if (!cookie?.httpOnly || cookie.sameSite !== 'Lax') complain('entering', `left the cookie ${JSON.stringify(cookie)}`)
  await page.goto(link)
  const [again] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.locator('main button').click()])
  if (again.status() !== 403) complain('the spent link', `answered ${again.status()}`)
}

// The first stop of the keyboard jumps over the header, and where it stands can be seen.
async function useKeyboard(page, path) {
  await page.goto(base + path)
  await page.keyboard.press('Tab')
  const skip = await page.evaluate(() => ({ href: document.activeElement.getAttribute('href'), left: document.activeElement.getBoundingClientRect().left }))
  if (skip.href !== '#main' || skip.left < 0) complain(path, `the keyboard stops first at ${JSON.stringify(skip)}`)
  await page.keyboard.press('Enter')
  if (!(await page.evaluate(() => document.activeElement.id === 'main'))) complain(path, 'skipping does not lead to the content')
}

async function main() {
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  try {
    const page = await newPage(browser, { locale: 'zh-CN' })
    await enter(browser, page)
    await lookAtAll(page, [...paths.map(p => [p, 200]), ['/routing/leads/none', 404], ['/routing/find?q=none', 404]])
    await useKeyboard(page, paths[0])
    const whole = paths.find(p => p.includes('/leads/')) ?? paths[0]
    await page.goto(base + whole + '?lang=zh')
    await page.pdf({ path: join(folder, 'print.pdf'), format: 'A4' })
    await page.locator('header button.quiet').click()
    if ((await page.goto(base + '/routing/')).status() !== 401) complain('leaving', 'does not end the session')
  } finally {
    await browser.close()
  }
  for (const p of problems) console.error(p)
  console.log(`${paths.length} pages, ${problems.length} problems`)
  process.exit(problems.length > 0 ? 1 : 0)
}

await main()
