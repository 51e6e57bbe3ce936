// Opens the public site as anybody would, without a session, in both languages, narrow and wide, light and dark, with and without
// JavaScript, and fails on what a person would stumble over. It starts nothing: what to look at comes as arguments.
//
//   node public.mjs BASE FOLDER PATH...     pictures go to FOLDER; a path may say which status it answers with: 410=/public/…
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const [base, folder, ...paths] = process.argv.slice(2)

const nameOf = path => decodeURIComponent(path).replace(/^\/public\//, '').replace(/[^\p{L}\p{N}-]+/gu, '_') || 'home'

const pages = paths.map(path => /^\d{3}=/.test(path) ? [path.slice(4), Number(path.slice(0, 3))] : [path, 200])

const looks = [['zh', 1280, 'light'], ['zh', 360, 'light'], ['en', 1280, 'light'], ['en', 360, 'light'], ['zh', 360, 'dark'], ['en', 1280, 'dark']]

// lookAtAll opens the first pages in each look, and what comes behind them in one of these pairs, each of which has both languages, a wide
// and a narrow window.
const inEach = 6
const pairs = [[0, 3], [1, 2], [4, 5]]
async function lookAtAll(page) {
  for (const [l, [language, width, scheme]] of looks.entries()) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: scheme })
    for (const [i, [path, status]] of pages.entries()) {
      if (i >= inEach && !pairs[i % pairs.length].includes(l)) continue
      const where = `${path} ${language} ${width} ${scheme}`
      const answer = await page.goto(base + path + (path.includes('?') ? '&' : '?') + `lang=${language}`)
      if (answer.status() !== status) complain(where, `answered ${answer.status()}, not ${status}`)
      if (!answer.headers()['content-security-policy']?.startsWith("default-src 'none'")) complain(where, 'has no strict policy')
      await inspect(page, where, language)
      if (width === 1280) await stretch(page, where, width)
      await picture(page, join(folder, `${nameOf(path)}-${language}-${width}${scheme === 'dark' ? '-dark' : ''}.png`))
    }
  }
}

// Very narrow and very wide windows hold the page that is open too.
async function stretch(page, where, width) {
  for (const other of [320, 768, 1024, 1920]) {
    await page.setViewportSize({ width: other, height: 800 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) complain(`${where}, at ${other}`, `is ${wide} pixels wider than the window`)
  }
  await page.setViewportSize({ width, height: 800 })
}

// The first stop of the keyboard jumps over the header.
async function useKeyboard(page) {
  await page.goto(base + '/public/')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  if (!(await page.evaluate(() => document.activeElement.id === 'main'))) complain('/public/', 'skipping does not lead to the content')
}

// Without JavaScript an institution is found by name, a list is narrowed, the language is switched and kept, and no other cookie is set.
async function withoutScript(browser) {
  const page = await newPage(browser, base, { javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: 'zh-CN' })
  await page.goto(base + '/public/')
  if ((await page.context().cookies()).length > 0) complain('/public/', 'sets a cookie')
  await page.fill('#ask', '雲汀區新芽（藝術）培訓中心')
  await page.click('.ask button')
  if (!page.url().includes('/public/institutions/')) complain('looking up by name', `led to ${page.url()}`)
  await page.fill('#q', '新芽')
  await page.click('.search button')
  if (!page.url().includes('/public/find?')) complain('looking up by a part', `led to ${page.url()}`)
  await page.goto(base + '/public/results')
  await page.selectOption('#department', 'education')
  await page.click('.narrow button')
  if (!page.url().includes('department=education')) complain('narrowing', `led to ${page.url()}`)
  await page.click('.tools a')
  await page.goto(base + '/public/lists')
  if (await page.getAttribute('html', 'lang') !== 'en') complain('the language', 'is not kept')
  const cookies = (await page.context().cookies()).map(c => c.name)
  if (cookies.length !== 1 || cookies[0] !== 'xiansuo-language') complain('switching', `leaves ${cookies}`)
  await page.context().close()
}

// A form that is not filled in says so beside every field, and a code that nobody has is told as that.
async function sendEmpty(page, path) {
  for (const [language, width] of [['zh', 360], ['en', 1280]]) {
    await page.setViewportSize({ width, height: 800 })
    for (const [form, status] of [[path, 422], ['/public/objections', 404]]) {
      await page.goto(`${base}${form}?lang=${language}`)
      await page.evaluate(() => document.querySelectorAll('main form').forEach(f => { f.noValidate = true }))
      const [answer] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.locator('main button').click()])
      await page.waitForLoadState()
      const where = `${form} sent empty ${language} ${width}`
      if (answer.status() !== status) complain(where, `answered ${answer.status()}`)
      if (answer.headers()['cache-control'] !== 'no-store') complain(where, 'may be kept')
      await inspect(page, where, language)
      await picture(page, join(folder, `${nameOf(form)}-empty-${language}-${width}.png`))
    }
  }
}

// What programs read is XML, and JSON.
async function forPrograms(page) {
  for (const path of ['/public/feed.atom', '/public/sitemap.xml']) {
    const answer = await fetch(base + path)
    const text = await answer.text()
    const wrong = await page.evaluate(t => new DOMParser().parseFromString(t, 'application/xml').querySelector('parsererror')?.textContent, text)
    if (answer.status !== 200 || wrong) complain(path, `${answer.status} ${wrong}`)
  }
  for (const path of ['/public/data/dictionary.json', '/public/data/institutions.json']) await (await fetch(base + path)).json()
  if (!(await (await fetch(base + '/robots.txt')).text()).includes('Sitemap: ')) complain('/robots.txt', 'does not name the sitemap')
}

async function main() {
  mkdirSync(folder, { recursive: true })
  const browser = await launch()
  try {
    const page = await newPage(browser, base, { locale: 'zh-CN' })
    await lookAtAll(page)
    await useKeyboard(page)
    await sendEmpty(page, pages.find(([path]) => path.endsWith('/object'))[0])
    await forPrograms(page)
    for (const [path] of pages.slice(0, 8)) {
      await page.goto(base + path + (path.includes('?') ? '&' : '?') + 'lang=zh')
      const file = join(folder, `${nameOf(path)}.pdf`)
      await page.emulateMedia({ media: 'print' })
      await page.setViewportSize({ width: 680, height: 900 })
      await picture(page, join(folder, `${nameOf(path)}-print.png`))
      await page.pdf({ path: file, format: 'A4' })
      await page.emulateMedia({ media: null })
      if (statSync(file).size < 5000) complain(path, 'prints nothing')
    }
    await page.context().close()
    await withoutScript(browser)
  } finally {
    await browser.close()
  }
  report(`${pages.length} pages`)
}

await main()
