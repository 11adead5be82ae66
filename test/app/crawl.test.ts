import { appTest } from '#test/support/app.ts'
appTest('opens', async (app) => { const b = await app.browser('fund.officer@kcc.example'); console.log(b.page.heading, b.page.words.slice(0,300)) })
