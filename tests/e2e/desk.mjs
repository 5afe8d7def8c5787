// One application at the desk, as clerk and reviewer handle it.
import { equal, ok } from './lib.mjs';
import { sign } from './people.mjs';

const act = async (p, word) => {
	const button = await p.$(`form[action$="/act"] button[value=${word}]`);
	if (button)
		await Promise.all([p.waitForNavigation(), button.click()]);
};

// Claims, opens every page of evidence, accepts.
export async function view(t, p, no) {
	await p.goto(`${t.base}/ra/${no}`);
	await act(p, 'claim');
	const pages = await p.$$eval('.ev .th a', all => all.map(a => a.href));
	ok(pages.length > 0, 'no evidence');
	for (const page of pages) {
		await p.goto(page);
		ok(await p.$eval('.ev .cv img', img => img.complete && img.naturalWidth > 100), `no picture at ${page}`);
		while (await p.$('.ev .tools a[href*="n="]:has-text("下一页")'))
			await Promise.all([p.waitForNavigation(), p.click('.ev .tools a:has-text("下一页")')]);
	}
	await p.goto(`${t.base}/ra/${no}`);
	equal(await p.$$eval('.ev .th .todo', all => all.length), 0, 'evidence not seen');
	await act(p, 'accept');
}

// The decision form up to the page that leads to the signing page; sent again until the consent's time stamp is there.
export async function offer(t, p, no, { decision = 'approve', defects = [], explain = '' } = {}) {
	for (let i = 0; i < 200; i++) {
		await p.goto(`${t.base}/ra/${no}`);
		if (decision === 'approve')
			for (const k of ['k1', 'k2', 'k3', 'k4'])
				await p.check(`#f-${k}`);
		await p.check(`#f-decision input[value=${decision}]`);
		if (defects.length > 0) {
			for (const d of defects) {
				if (!await p.isVisible(`#f-${d}`))
					await p.click('#f-decision summary');
				await p.check(`#f-${d}`);
			}
			await p.fill('#f-explain', explain);
		}
		await Promise.all([p.waitForNavigation(), p.click('#f-decision .govuk-button')]);
		if (await p.$('main a[href*="/#"]'))
			return;
		await p.waitForTimeout(200);
	}
	throw new Error(`the desk takes no decision on ${no}`);
}

// The whole of one operator's part, signed.
export async function decide(t, p, no, more = {}) {
	t.expect(422);
	await view(t, p, no);
	await offer(t, p, no, more);
	await sign(p, 'main', more.key, more.look);
	equal(await p.$$eval('.note--bad, .govuk-error-message', all => all.map(e => e.textContent)), [], 'the desk refused');
}
