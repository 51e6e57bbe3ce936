// Works on a lead as five people would, from the signature to its end, by forms alone; at every step the page is looked at. It starts
// nothing: what to work on comes as arguments.
//
//   node work.mjs WORK FOLDER     WORK is JSON: base, links by who enters, and runs of {lead, width, language, script}; pictures go to FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const [work, folder] = [JSON.parse(process.argv[2]), process.argv[3]]
const { base } = work
const sum = '0a'.repeat(32)

class Person {
  constructor(page, run, who) { Object.assign(this, { page, run, who }) }

  // look says where the page is, looks at it, and keeps a picture.
  async look(step) {
    const { lead, width, language, script } = this.run
    const where = `${step} (${this.who}, ${lead}, ${width}, ${language}, script ${script})`
    if (script) await inspect(this.page, where, language)
    else if (width < 500) {
      const { width: wide } = await this.page.locator('html').boundingBox()
      if (wide > width) complain(where, `is ${wide - width} pixels wider than the window`)
    }
    if (script) await picture(this.page, join(folder, `${step}-${language}-${width}.png`))
    this.where = where
  }

  async open(path) { await this.page.goto(base + path + (path.includes('?') ? '&' : '?') + `lang=${this.run.language}`) }

  // give opens the form of a word from the lead's page, fills it in, and sends it.
  async give(word, fields, step = word) {
    await this.open(`/routing/leads/${this.run.lead}`)
    const link = this.page.locator(`.actions a[href="/routing/leads/${this.run.lead}/${word}"]`)
    if (await link.count() !== 1) return complain(`${word} of ${this.who} on ${this.run.lead}`, `is offered ${await link.count()} times`)
    await link.click()
    await this.look(`${step}-form`)
    await this.fill(fields)
    await this.send()
  }

  async fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const input = this.page.locator(`.fill [name="${name}"]`).first()
      const tag = await input.evaluate(e => e.tagName + (e.type ?? '')).catch(() => '')
      if (value instanceof Object) await input.setInputFiles({ name: value.name, mimeType: 'application/pdf', buffer: Buffer.from(value.content) })
      else if (tag.startsWith('SELECT')) await input.selectOption(value)
      else if (/radio|checkbox/.test(tag)) await this.page.locator(`.fill [name="${name}"][value="${value}"]`).check()
      else await input.fill(value)
    }
  }

  async send(button = 'main .send button.main') {
    await Promise.all([this.page.waitForLoadState(), this.page.locator(button).click()])
    await this.page.waitForLoadState()
  }

  // recorded checks that the lead's page says that something was recorded.
  async recorded(step) {
    const flash = await this.page.locator('.flash').count()
    await this.look(step)
    if (flash !== 1 || !this.page.url().endsWith(`/routing/leads/${this.run.lead}`)) {
      complain(this.where, `was not recorded: ${this.page.url()} says ${(await this.page.locator('main').innerText()).slice(0, 300)}`)
    }
  }

  // refused checks that the form came back with what was typed and says why.
  async refused(step, kept) {
    await this.look(step)
    if (await this.page.locator('.problem').count() !== 1) complain(this.where, 'does not say what is wrong')
    for (const [name, value] of Object.entries(kept)) {
      const got = await this.page.locator(`.fill [name="${name}"]`).first().inputValue()
      if (got !== value) complain(this.where, `${name} became ${got}`)
    }
  }
}

const by = { 'by.unit': '校外教育培训监管科', 'by.person': '张三' }

async function story(people, run) {
  const { education, desk, market, culture, taskforce } = people

  await education.open('/routing/')
  await education.look('home')
  await education.open('/routing/queues/education?state=sent')
  await education.look('queue')
  await education.open(`/routing/leads/${run.lead}`)
  await education.look('lead')
  await education.give('sign', { note: '已派两名执法人员。', ...by })
  await education.recorded('signed')

  const mistaken = { reason: 'R01', note: '属价格行为。' }
  await education.give('return', mistaken)
  await education.refused('return-refused', mistaken)
  await education.fill({ competent: 'market', basis: '价格法第三十三条' })
  await education.send()
  await education.recorded('returned')

  await desk.open('/routing/desk?state=return-asked')
  await desk.look('desk')
  await desk.give('assign', { department: 'market', reason: '以价格问题为主。', assist: 'culture' })
  await desk.recorded('assigned')
  await desk.give('excuse', { department: 'culture', reason: '不需要协办。' })
  await desk.recorded('excused')

  await market.give('sign', {})
  await market.recorded('market-signed')
  const bare = { to: 'culture', document: 'M04', reason: '属艺术类培训。', basis: '民办教育促进法第六十四条', filing: '市监案〔2026〕7号' }
  await market.give('transfer', bare)
  await market.refused('transfer-refused', bare)
  await market.fill({ 'documents.0.kind': 'letter', 'documents.0.sha256.file': { name: '移送函.pdf', content: 'letter' } })
  await market.send('button[name="_more"]')
  await market.look('transfer-more')
  await market.fill({ 'documents.1.kind': 'report', 'documents.1.sha256': sum })
  await market.send()
  await market.recorded('transferred')

  await culture.give('reject', { reason: 'R01', competent: 'education', basis: '校外培训行政处罚暂行办法第六条' })
  await culture.recorded('rejected')

  await taskforce.open('/routing/taskforce')
  await taskforce.look('taskforce')
  await taskforce.give('designate', { department: 'education', reason: '以学科类培训为主，由教育部门主办。', basis: '校外培训行政处罚暂行办法第六条' })
  await taskforce.look('designate-confirm')
  await taskforce.send()
  await taskforce.recorded('designated')

  await education.give('sign', {}, 'sign-again')
  await education.recorded('signed-again')
  await education.open(`/routing/leads/${run.lead}/return`)
  await education.look('not-now')
  if (await education.page.locator('.problem').count() !== 1) complain(education.where, 'does not say why it cannot be returned')

  await education.open(`/routing/leads/${run.lead}/feed-back`)
  await desk.give('urge', { note: '请抓紧办理。' })
  await desk.recorded('urged')
  const stale = { stage: 'verified', note: '现场已停课。' }
  await education.fill(stale)
  await education.send()
  await education.refused('stale', stale)
  await education.send()
  await education.recorded('fed-back')

  await education.give('done', { outcome: 'substantiated', note: '已责令停止并退还所收费用 6,400 元。', reply: '已查实，费用已退还。' })
  await education.recorded('submitted')
  await desk.open('/routing/desk?state=review')
  await desk.look('review')
  await desk.give('close', {})
  await desk.look('close-confirm')
  await desk.send()
  await desk.recorded('closed')
}

// twice presses the button of a form twice in a row: what comes of it is one record.
async function twice(person) {
  const count = () => person.page.locator('.chain > li').count()
  await person.open(`/routing/leads/${person.run.lead}`)
  const before = await count()
  await person.page.locator('.actions a[href$="/urge"]').click()
  await person.fill({ note: '第二次提醒。' })
  await person.page.locator('main .send button.main').dblclick()
  await person.page.waitForURL(`**/routing/leads/${person.run.lead}`)
  await person.open(`/routing/leads/${person.run.lead}`)
  if (await count() !== before + 1) complain(`pressing twice on ${person.run.lead}`, `made ${await count() - before} records`)
}

async function main() {
  mkdirSync(folder, { recursive: true })
  const browser = await launch()
  try {
    for (const [i, run] of work.runs.entries()) {
      const people = {}
      for (const [who, links] of Object.entries(work.links)) {
        const page = await newPage(browser, base, { viewport: { width: run.width, height: 800 }, javaScriptEnabled: run.script, locale: 'zh-CN' })
        page.setDefaultTimeout(15_000)
        people[who] = new Person(page, run, who)
        await page.goto(links[i] + `&lang=${run.language}`)
        if (who === 'education') await people[who].look('enter')
        await page.locator('main button').click()
        await page.waitForURL(base + '/routing/')
      }
      try {
        await story(people, run)
      } catch (e) {
        complain(`the work on ${run.lead}`, e)
        continue
      }
      if (run.twice) await twice(new Person(people.desk.page, { ...run, lead: run.twice }, 'desk'))
      const other = await people.culture.page.goto(`${base}/routing/leads/${run.strange}`)
      if (other.status() !== 404) complain('culture', `sees ${run.strange}: ${other.status()}`)
      for (const p of Object.values(people)) await p.page.context().close()
    }
  } finally {
    await browser.close()
  }
  report(`${work.runs.length} leads`)
}

await main()
