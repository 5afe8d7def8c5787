// Registration and login of operators (part/script.cs, passkey_create and passkey_get). Decisions are never signed here: that is
// done on the signing origin alone.
import { base64url, unbase64 } from './bytes.js';
import { say } from './panel.js';

const list = text => text.split(',').filter(id => id !== '').map(id => ({ type: 'public-key', id: unbase64(id) }));

function get(d) {
	return navigator.credentials.get({ publicKey: { challenge: unbase64(d.challenge), rpId: d.rp, userVerification: 'required',
		allowCredentials: list(d.allow), timeout: 120000 } });
}

// ES256 alone: the operator certificate carries this key, and signd checks with it
function create(d) {
	return navigator.credentials.create({ publicKey: {
		challenge: unbase64(d.challenge), rp: { id: d.rp, name: d.rp },
		user: { id: unbase64(d.user), name: d.name, displayName: d.name },
		pubKeyCredParams: [{ type: 'public-key', alg: -7 }], excludeCredentials: list(d.allow), attestation: 'direct',
		authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' }, timeout: 120000 } });
}

function fields(kind, c) {
	const r = c.response, out = { credential: c.rawId, client_data: r.clientDataJSON };
	if (kind === 'get')
		return { ...out, auth_data: r.authenticatorData, signature: r.signature };
	return { ...out, auth_data: r.getAuthenticatorData(), spki: r.getPublicKey(), attestation: r.attestationObject };
}

function start(panel) {
	const form = panel.closest('form'), kind = panel.dataset.passkey;
	let busy = false, ready = false;

	async function ask() {
		const credential = await (kind === 'get' ? get : create)(panel.dataset);
		for (const [name, value] of Object.entries(fields(kind, credential)))
			panel.querySelector(`[name=${name}]`).value = base64url(new Uint8Array(value));
		ready = true;
		say(panel, '');
		form.requestSubmit();
	}

	form.addEventListener('submit', e => {
		if (ready) {
			ready = false;	// an answer serves once
			return;
		}
		e.preventDefault();
		if (busy)
			return;
		if (!navigator.credentials || !window.PublicKeyCredential) {
			say(panel, 'none');
			return;
		}
		busy = true;
		say(panel, 'busy');
		ask().catch(x => say(panel, x.name === 'InvalidStateError' ? 'known' : x.name === 'NotAllowedError' ? 'refused' : 'failed'))
			.finally(() => { busy = false; });
	});
}

for (const panel of document.querySelectorAll('[data-passkey]'))
	start(panel);
