<?cs # Panels that live by a script (static/js).  A page that calls one also says  set:Page.Script.key = "1"  (key, keycheck, p12,
     webauthn) before it includes the layout.  The scripts hold no words: they show one of the sentences with data-say. ?>
<?cs def:say(id, kind, text) ?><p class="say say--<?cs var:kind ?>" data-say="<?cs var:id ?>" hidden><?cs var:text ?></p><?cs /def ?>
<?cs def:no_script(text) ?><div class="no-js"><?cs call:notice("warn", text) ?></div><?cs /def ?>
<?cs def:secret(id, text, hint, auto) ?><div class="govuk-form-group"><label class="govuk-label" for="<?cs var:id ?>"><?cs var:text ?></label><?cs if:hint ?><div class="govuk-hint" id="<?cs var:id ?>-hint"><?cs var:hint ?></div><?cs /if ?><input class="govuk-input govuk-input--width-20" id="<?cs var:id ?>" type="password" autocomplete="<?cs var:auto ?>"<?cs if:hint ?> aria-describedby="<?cs var:id ?>-hint"<?cs /if ?>></div><?cs /def ?>

<?cs def:key_choice(id, text) ?><div class="govuk-radios__item"><input class="govuk-radios__input" id="alg-<?cs var:id ?>" type="radio" value="<?cs var:id ?>" name="algorithm"><label class="govuk-label govuk-radios__label" for="alg-<?cs var:id ?>"><?cs var:text ?></label></div><?cs /def ?>

<?cs # Inside a form with data-key: makes a key and its request.  Fields sent: csr, origin=browser.  Takes Key.Subject.N.Type/.Value,
     Key.Email, Key.Dns.N, Key.File (file name without ending), Key.Alg.{p256,rsa2048,rsa3072} = 1 for what the profile allows. ?>
<?cs def:key_panel() ?>
<?cs call:no_script(T.Key.NoScript) ?>
<div class="js-only" data-key-panel data-file="<?cs var:Key.File ?>" data-email="<?cs var:Key.Email ?>">
<?cs each:s = Key.Subject ?><data hidden data-subject="<?cs var:s.Type ?>" value="<?cs var:s.Value ?>"></data><?cs /each ?><?cs each:d = Key.Dns ?><data hidden data-dns value="<?cs var:d ?>"></data><?cs /each ?>
<input type="hidden" name="origin" value="browser"><textarea name="csr" hidden aria-hidden="true" tabindex="-1"></textarea>
<fieldset class="govuk-fieldset govuk-form-group"><legend class="govuk-fieldset__legend"><?cs var:T.Key.Algorithm ?></legend><div class="govuk-radios govuk-radios--inline" data-algorithms><?cs if:Key.Alg.p256 ?><?cs call:key_choice("p256", T.Key.P256) ?><?cs /if ?><?cs if:Key.Alg.rsa2048 ?><?cs call:key_choice("rsa2048", T.Key.Rsa2048) ?><?cs /if ?><?cs if:Key.Alg.rsa3072 ?><?cs call:key_choice("rsa3072", T.Key.Rsa3072) ?><?cs /if ?></div></fieldset>
<?cs call:secret("key-pass", T.Key.Pass, T.Key.PassHint, "new-password") ?><?cs call:secret("key-pass2", T.Key.Again, "", "new-password") ?>
<div class="btn-row"><button class="govuk-button govuk-button--secondary" type="button" data-make><?cs var:T.Key.Make ?></button></div>
<div class="says" role="status" aria-live="polite"><?cs call:say("busy", "info", T.Key.Busy) ?><?cs call:say("short", "bad", T.Key.Short) ?><?cs call:say("differ", "bad", T.Key.Differ) ?><?cs call:say("bad", "bad", T.Key.Bad) ?><?cs call:say("failed", "bad", T.Key.Failed) ?><?cs call:say("first", "bad", T.Key.First) ?><?cs call:say("unsaved", "bad", T.Key.Unsaved) ?><?cs call:say("made", "good", T.Key.Made) ?></div>
<div data-made hidden><dl class="docmeta"><div><dt><?cs var:T.Key.Code ?></dt><dd class="mono" data-code></dd></div></dl><p class="govuk-body"><?cs var:T.Key.SaveNow ?></p><div class="btn-row"><a class="govuk-button govuk-button--secondary" data-save role="button" draggable="false" href="#key-pass"><?cs var:T.Key.Save ?></a></div></div>
</div>
<?cs /def ?>

<?cs # Is this the key file of that public key?  spki: SHA-256 of its SubjectPublicKeyInfo in hex. Nothing is sent. ?>
<?cs def:keycheck_panel(spki) ?>
<?cs call:no_script(T.KeyCheck.NoScript) ?>
<form class="js-only" data-keycheck data-spki="<?cs var:spki ?>" method="get" action="#"><div class="govuk-form-group"><label class="govuk-label" for="kc-file"><?cs var:T.KeyCheck.File ?></label><input class="govuk-file-upload" id="kc-file" type="file" accept=".pem,.p8,.key,.der"></div>
<?cs call:secret("kc-pass", T.KeyCheck.Pass, "", "current-password") ?>
<div class="btn-row"><button class="govuk-button govuk-button--secondary" type="submit"><?cs var:T.KeyCheck.Check ?></button></div>
<div class="says" role="status" aria-live="polite"><?cs call:say("busy", "info", T.KeyCheck.Busy) ?><?cs call:say("none", "bad", T.KeyCheck.None) ?><?cs call:say("nokey", "bad", T.KeyCheck.NoKey) ?><?cs call:say("wrong", "bad", T.KeyCheck.Wrong) ?><?cs call:say("other", "bad", T.KeyCheck.Other) ?><?cs call:say("good", "good", T.KeyCheck.Good) ?></div></form>
<?cs /def ?>

<?cs # Joins certificate and key file.  cert: base64 of the DER certificate; chain: base64 of the issuers, blanks between; title: the name
     under which programs list it; file: file name without ending. ?>
<?cs def:p12_panel(cert, chain, title, file) ?>
<?cs call:no_script(T.P12.NoScript) ?>
<form class="js-only" data-p12 data-cert="<?cs var:cert ?>" data-chain="<?cs var:chain ?>" data-title="<?cs var:title ?>" data-file="<?cs var:file ?>" method="get" action="#"><div class="govuk-form-group"><label class="govuk-label" for="p12-file"><?cs var:T.P12.File ?></label><input class="govuk-file-upload" id="p12-file" type="file" accept=".pem,.p8,.key,.der"></div>
<?cs call:secret("p12-pass", T.P12.Pass, T.P12.PassHint, "current-password") ?>
<div class="btn-row"><button class="govuk-button" type="submit"><?cs var:T.P12.Join ?></button></div>
<div class="says" role="status" aria-live="polite"><?cs call:say("busy", "info", T.KeyCheck.Busy) ?><?cs call:say("none", "bad", T.KeyCheck.None) ?><?cs call:say("nokey", "bad", T.KeyCheck.NoKey) ?><?cs call:say("wrong", "bad", T.KeyCheck.Wrong) ?><?cs call:say("other", "bad", T.P12.Other) ?><?cs call:say("good", "good", T.P12.Good) ?></div></form>
<?cs /def ?>

<?cs # Inside a form: WebAuthn.  Takes Passkey.Challenge (base64url), .Rp, .Allow (credential ids, commas); to create also .User
     (base64url), .Name.  Fields sent by get: credential auth_data client_data signature; by create: credential spki attestation
     auth_data client_data. ?>
<?cs def:passkey_says() ?><div class="says" role="status" aria-live="polite"><?cs call:say("busy", "info", T.Passkey.Busy) ?><?cs call:say("refused", "bad", T.Passkey.Refused) ?><?cs call:say("known", "bad", T.Passkey.Known) ?><?cs call:say("failed", "bad", T.Passkey.Failed) ?><?cs call:say("none", "bad", T.Passkey.None) ?></div><?cs /def ?>
<?cs def:passkey_get(text) ?><?cs call:no_script(T.Passkey.NoScript) ?><div class="js-only" data-passkey="get" data-challenge="<?cs var:Passkey.Challenge ?>" data-rp="<?cs var:Passkey.Rp ?>" data-allow="<?cs var:Passkey.Allow ?>"><input type="hidden" name="credential"><input type="hidden" name="auth_data"><input type="hidden" name="client_data"><input type="hidden" name="signature"><div class="btn-row"><button class="govuk-button" type="submit"><?cs var:text ?></button></div><?cs call:passkey_says() ?></div><?cs /def ?>
<?cs def:passkey_create(text) ?><?cs call:no_script(T.Passkey.NoScript) ?><div class="js-only" data-passkey="create" data-challenge="<?cs var:Passkey.Challenge ?>" data-rp="<?cs var:Passkey.Rp ?>" data-user="<?cs var:Passkey.User ?>" data-name="<?cs var:Passkey.Name ?>" data-allow="<?cs var:Passkey.Allow ?>"><input type="hidden" name="credential"><input type="hidden" name="spki"><input type="hidden" name="attestation"><input type="hidden" name="auth_data"><input type="hidden" name="client_data"><div class="btn-row"><button class="govuk-button" type="submit"><?cs var:text ?></button></div><?cs call:passkey_says() ?></div><?cs /def ?>
