// Follows reports by their codes as reporters do, and fails on what they would stumble over. It starts nothing.
//
//   node follow.mjs PLAN FOLDER     PLAN is JSON: the base address and the codes; pictures go to FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const [json, folder] = process.argv.slice(2)
const plan = JSON.parse(json)
mkdirSync(folder, { recursive: true })

// send presses a button and returns the answer.
async function send(page, button) {
  const [answer] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), button.click()])
  await page.waitForLoadState()
  return answer
}

const safe = (where, answer) => {
  const h = answer.headers()
  if (h['cache-control'] !== 'no-store') complain(where, `may be kept: ${h['cache-control']}`)
  if (h['set-cookie'] && !h['set-cookie'].startsWith('xiansuo-language=')) complain(where, 'sets a cookie')
  if (/[0-9A-Z]{5}-?[0-9A-Z]{5}-?[0-9A-Z]{5}/.test(answer.url())) complain(where, 'has the code in its address')
}

// open shows the report of a code; who is told to wait waits.
async function open(page, code, language) {
  for (;;) {
    await page.goto(`${plan.base}/follow?lang=${language}`)
    await page.fill('#code', code)
    const answer = await send(page, page.locator('main button').first())
    if (answer.status() !== 429) return answer
    await new Promise(done => setTimeout(done, 1000 * Number(answer.headers()['retry-after'] || 1)))
  }
}

async function lookAtAll(page) {
  for (const [language, width] of [['zh', 1280], ['en', 360], ['zh', 360], ['en', 1280]]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${plan.base}/follow?lang=${language}`)
    await inspect(page, `/follow ${language} ${width}`, language)
    await picture(page, join(folder, `ask-${language}-${width}.png`))
    for (const [name, code] of Object.entries(plan.looks)) {
      const where = `${name} ${language} ${width}`
      const answer = await open(page, code.toLowerCase().replaceAll('-', ' '), language)
      if (answer.status() !== 200) complain(where, `answered ${answer.status()}`)
      safe(where, answer)
      await inspect(page, where, language)
      if (await page.locator('ol.steps > li').count() !== 5) complain(where, 'has not five steps')
      const text = await page.locator('main').innerText()
      for (const secret of ['赵钱孙', '13800138000', plan.text.slice(0, 12)]) if (text.includes(secret)) complain(where, `says ${secret}`)
      await picture(page, join(folder, `${name}-${language}-${width}.png`))
    }
  }
}

async function wrongCode(page) {
  const answer = await open(page, '00000-00000-00000-00000', 'en')
  if (answer.status() !== 404) complain('a wrong code', `answered ${answer.status()}`)
  await inspect(page, 'a wrong code', 'en')
  for (let tries = 0; tries < 60; tries++) { // whoever goes on is told to wait
    await page.fill('#code', '00000-00000-00000-00000')
    const again = await send(page, page.locator('main button').first())
    if (again.status() !== 429) continue
    if (!(Number(again.headers()['retry-after']) > 0)) complain('the page that says to wait', 'does not say how long')
    return inspect(page, 'the page that says to wait', 'en')
  }
  complain('a wrong code', 'may be tried for ever')
}

// Facts, an answer and a redo are given by forms alone.
async function act(page, language) {
  const rest = () => new Promise(done => setTimeout(done, 10000)) // tries come back, so that no form is told to wait
  const script = language === 'zh' ? 'without' : 'with'
  if (language === 'zh') {
    await open(page, plan.question, language)
    await rest()
    if (!(await page.locator('main').innerText()).includes('请问是几层几号')) complain('the question', 'is not shown')
    await page.fill('#facts', '三层301，周二周四。')
    await send(page, page.locator('form[action="/follow/facts"] button'))
    if (!await page.locator('.flash').count()) complain(`facts ${script} script`, 'were not taken')
    await open(page, plan.done, language)
    await rest()
    await page.check('form[action="/follow/answer"]:not(:has([name=redo])) [name=satisfied][value=yes]')
    await send(page, page.locator('form[action="/follow/answer"]:not(:has([name=redo])) button'))
    if (!await page.locator('.flash').count()) complain(`an answer ${script} script`, 'was not taken')
  } else {
    await open(page, plan.redo, language)
    await rest()
    const form = page.locator('form[action="/follow/answer"]:has([name=redo])')
    await page.locator('details > summary').click()
    await form.locator('[name=satisfied][value=no]').check()
    await form.locator('textarea').fill('仍在上课')
    await send(page, form.locator('button'))
    if (!await page.locator('.flash').count()) complain(`a redo ${script} script`, 'was not taken')
    await inspect(page, 'after a redo was asked for', language)
    await picture(page, join(folder, `redo-${language}.png`))
    const other = await send(page, page.locator('form[action^="/follow?lang="] button'))
    if (other.status() !== 200 || await page.locator('html').getAttribute('lang') !== 'zh-CN') complain('the other language', 'loses the report')
  }
}

const browser = await launch()
const page = await newPage(browser, plan.base, {})
await lookAtAll(page)
await act(page, 'en')
await act(await newPage(browser, plan.base, { javaScriptEnabled: false }), 'zh')
await wrongCode(page)
await browser.close()
report(`${Object.keys(plan.looks).length} reports followed`)
