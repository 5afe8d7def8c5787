<?cs include!"part/macros.cs" ?>
<?cs def:stop_when(label, at) ?><?cs call:kv_row(label) ?><?cs if:at.Iso ?><?cs call:when(at) ?><?cs else ?><span class="nil"><?cs var:T.Stop.Soon ?></span><?cs /if ?><?cs call:kv_end() ?><?cs /def ?>
<?cs def:content() ?>
<?cs if:Stop.Pending ?><?cs call:notice_open("info") ?><p><?cs var:T.Stop.Pending ?></p><p><a class="govuk-link" href="<?cs var:url_validate(Stop.Receipt) ?>"><?cs var:T.Stop.Reload ?></a></p><?cs call:notice_close() ?><?cs /if ?>
<div class="sheet">
<h1><?cs if:Stop.Kind == "hold" ?><?cs var:T.Suspend.Receipt ?><?cs else ?><?cs var:T.Revoke.Receipt ?><?cs /if ?></h1>
<?cs call:kv_open() ?>
<?cs call:kv_mono(T.Stop.No, Stop.No) ?>
<?cs call:kv_mono(T.Cert.Serial, Cert.Hex4) ?>
<?cs call:kv(T.Cert.Product, T.Product[Cert.Product].Name) ?>
<?cs call:kv(T.Cert.Name, Cert.Name) ?>
<?cs call:kv_row(T.Cert.State) ?><?cs call:cert_state(Cert.State) ?><?cs call:kv_end() ?>
<?cs if:Stop.Kind != "hold" ?><?cs call:kv(T.Stop.Reason, T.CrlReason[Stop.Reason]) ?><?cs /if ?>
<?cs call:stop_when(T.Stop.Accepted, Stop.Accepted) ?>
<?cs if:Stop.Kind != "hold" ?><?cs if:Stop.State == "asked" ?><?cs call:kv(T.Stop.Decided, T.Stop.DeskDecides) ?><?cs else ?><?cs call:stop_when(T.Stop.Decided, Stop.Decided) ?><?cs /if ?><?cs /if ?>
<?cs if:Stop.State == "asked" && Stop.Kind != "hold" ?><?cs elif:Stop.State == "refused" ?><?cs call:kv(T.Stop.Effective, T.Stop.Refused) ?><?cs else ?>
<?cs call:stop_when(T.Stop.Effective, Stop.Effective) ?>
<?cs call:stop_when(T.Stop.Ocsp, Stop.Ocsp) ?>
<?cs call:kv_row(T.Stop.Crl) ?><?cs if:Stop.Crl ?><span class="num"><?cs var:T.Stop.CrlNo ?> <?cs var:Stop.Crl ?></span> · <?cs call:when(Stop.CrlAt) ?><?cs else ?><span class="nil"><?cs var:T.Stop.Soon ?></span><?cs /if ?><?cs call:kv_end() ?>
<?cs /if ?>
<?cs if:Stop.Released.Iso ?><?cs call:stop_when(T.Stop.Released, Stop.Released) ?><?cs elif:Stop.Kind == "hold" && Stop.State != "revoked" ?><?cs call:stop_when(T.Stop.Expires, Stop.Expires) ?><?cs /if ?>
<?cs call:kv_close() ?>
<p class="govuk-body"><?cs var:T.Stop.Liable ?></p>
<?cs if:Stop.Kind == "hold" ?><p class="govuk-body"><?cs var:T.Suspend.Release ?></p><?cs elif:Stop.State == "asked" ?><p class="govuk-body"><?cs var:T.Revoke.UnitHeld ?></p><?cs else ?><p class="govuk-body"><?cs var:T.Revoke.Final ?></p><?cs /if ?>
<p class="govuk-body-s"><?cs var:T.Stop.Printed ?> <?cs call:when(Page.Now) ?></p>
</div>
<p class="govuk-body noprint"><?cs var:T.Stop.Keep ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
