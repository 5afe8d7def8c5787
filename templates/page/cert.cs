<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Product[Cert.Product].Name ?> <?cs call:cert_state(Cert.State) ?></h1>
<?cs if:Revocation.No ?><?cs call:notice_open("bad") ?><p><?cs if:Revocation.State == "asked" ?><?cs var:T.Revoke.UnitHeld ?><?cs elif:Revocation.State == "decided" ?><?cs var:T.Cert.Revoking ?><?cs else ?><?cs var:T.Cert.IsRevoked ?><?cs /if ?> <?cs call:link(Revocation.Receipt, T.Stop.OpenReceipt) ?></p><?cs call:notice_close() ?><?cs elif:Cert.State == "revoked" ?><?cs call:notice("bad", T.Cert.IsRevoked) ?><?cs elif:Cert.State == "expired" ?><?cs call:notice("info", T.Cert.IsExpired) ?><?cs elif:Hold.No ?><?cs call:notice_open("warn") ?><p><?cs if:Hold.Effective.Iso ?><?cs var:T.Cert.IsHeld ?><?cs else ?><?cs var:T.Cert.Holding ?><?cs /if ?> <?cs call:link(Hold.Receipt, T.Stop.OpenReceipt) ?></p><p><?cs var:T.Suspend.Release ?></p><?cs call:notice_close() ?><?cs elif:Cert.State == "early" ?><?cs call:notice("info", T.Cert.IsEarly) ?><?cs /if ?>
<?cs call:kv_open() ?>
<?cs call:kv(T.Cert.Name, Cert.Name) ?><?cs call:kv(T.Cert.Subject, Cert.Subject) ?><?cs call:kv_mono(T.Cert.Serial, Cert.Hex4) ?>
<?cs call:kv_row(T.Cert.Validity) ?><?cs call:when(Cert.From) ?> <?cs var:T.Cert.To ?> <?cs call:when(Cert.Until) ?><?cs call:kv_end() ?>
<?cs call:kv(T.Cert.Issuer, Cert.Issuer) ?>
<?cs call:kv_mono(T.Cert.Key, Cert.Key) ?><?cs call:kv_mono(T.Cert.Sha256, Cert.Sha256) ?>
<?cs if:Cert.Downloaded.Iso ?><?cs call:kv_when(T.Cert.Downloaded, Cert.Downloaded) ?><?cs /if ?>
<?cs call:kv_close() ?>
<div class="btn-row stop"><a class="govuk-button" href="/cert/<?cs var:url_escape(Cert.Serial) ?>/download" role="button" draggable="false"><?cs var:T.Cert.Download ?></a><?cs if:Can.Suspend ?><a class="govuk-button govuk-button--secondary" href="/suspend?serial=<?cs var:url_escape(Cert.Serial) ?>" role="button" draggable="false"><?cs var:T.Nav.Suspend ?></a><?cs /if ?><?cs if:Can.Revoke ?><a class="govuk-button govuk-button--warning-outline" href="/revoke?serial=<?cs var:url_escape(Cert.Serial) ?>" role="button" draggable="false"><?cs var:T.Nav.Revoke ?></a><?cs /if ?></div>
<section class="card stop"><h2 class="govuk-heading-m"><?cs var:T.Cert.Say ?></h2>
<?cs if:Can.Say ?>
<p class="govuk-body"><?cs var:T.Cert.SayText ?></p>
<p class="govuk-body"><?cs var:T.Cert.Silence.A ?> <strong><?cs call:when(Cert.SilenceAt) ?></strong> <?cs var:T.Cert.Silence.B ?></p>
<form class="bare" method="post" action="/cert/<?cs var:url_escape(Cert.Serial) ?>/accept" novalidate><?cs call:tokens() ?>
<?cs call:row_open() ?><?cs call:button(T.Cert.Accept) ?><a class="govuk-button govuk-button--warning-outline" href="/cert/<?cs var:url_escape(Cert.Serial) ?>/object" role="button" draggable="false"><?cs var:T.Cert.Object ?></a><?cs call:row_close() ?></form>
<?cs elif:Cert.Objected.Iso ?><p class="govuk-body"><?cs var:T.Cert.ObjectedAt ?> <?cs call:when(Cert.Objected) ?></p>
<?cs elif:Cert.Accepted.Iso ?><p class="govuk-body"><?cs if:Cert.AcceptedHow == "silence" ?><?cs var:T.Cert.SilentAt ?><?cs else ?><?cs var:T.Cert.AcceptedAt ?><?cs /if ?> <?cs call:when(Cert.Accepted) ?></p>
<?cs else ?><p class="govuk-body"><?cs var:T.Cert.SayOver ?></p><?cs /if ?>
</section>
<section class="card stop"><h2 class="govuk-heading-m"><?cs var:T.Cert.Rules ?></h2>
<ul class="govuk-list govuk-list--bullet"><?cs each:r = T.Cert.RuleList ?><li><?cs var:r ?></li><?cs /each ?></ul></section>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
