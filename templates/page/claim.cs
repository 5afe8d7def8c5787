<?cs include!"part/macros.cs" ?>
<?cs def:which() ?>
<?cs call:input("serial", "text", "", "") ?>
<p class="govuk-body"><strong><?cs var:T.Claim.Or ?></strong></p>
<?cs call:group_open("doc_kind") ?><?cs call:label("doc_kind") ?><?cs call:fault("doc_kind") ?>
<select class="govuk-select" id="f-doc_kind" name="doc_kind"<?cs call:describes("doc_kind") ?>><option value=""><?cs var:T.Part.Choose ?></option><?cs each:k = Claim.Kind ?><option value="<?cs var:k.Value ?>"<?cs if:Form.doc_kind.Value == k.Value ?> selected<?cs /if ?>><?cs var:k.Text ?></option><?cs /each ?></select><?cs call:group_close() ?>
<?cs call:input("doc_no", "text", "", "20") ?>
<?cs if:Claim.Own ?><p class="govuk-body"><?cs var:T.Claim.OwnMobile ?> <span class="num"><?cs var:User.Name ?></span></p><?cs else ?><p class="govuk-body"><?cs var:T.Claim.Registered ?></p><?cs call:input("mobile", "tel", "tel", "20") ?><?cs /if ?>
<?cs /def ?>
<?cs def:send(text, again) ?>
<?cs if:Claim.Sent ?>
<?cs if:!Form.mobile.Error && !Form.serial.Error && !Form.doc_no.Error ?><?cs call:notice("info", T.Claim.SentTo) ?><?cs /if ?>
<?cs call:input("code", "code", "one-time-code", "5") ?>
<?cs call:row_open() ?><?cs call:button_as(text, "act", "take", "") ?><?cs call:button_as(again, "act", "send", "secondary") ?><?cs call:row_close() ?>
<?cs else ?><?cs call:button_as(T.Claim.Send, "act", "send", "") ?><?cs /if ?>
<?cs /def ?>
<?cs def:content() ?>
<?cs if:Claim.Purpose == "suspend" ?>
<h1 class="govuk-heading-l"><?cs var:T.Suspend.Title ?></h1>
<p class="govuk-body-l"><?cs var:T.Suspend.Intro ?></p>
<?cs call:notice("warn", T.Suspend.Liable) ?>
<div class="cols"><div class="card"><form method="post" action="/suspend" novalidate><?cs call:tokens() ?><?cs call:which() ?><?cs call:send(T.Suspend.Send, T.Claim.Again) ?></form></div>
<aside class="side"><div class="card"><h2><?cs var:T.Claim.NoCode ?></h2><p class="govuk-body"><?cs var:T.Suspend.Phone ?></p></div>
<div class="card"><h2><?cs var:T.Suspend.What ?></h2><p class="govuk-body"><?cs var:T.Suspend.Release ?></p></div></aside></div>
<?cs else ?>
<h1 class="govuk-heading-l"><?cs var:T.Revoke.Title ?></h1>
<p class="govuk-body-l"><?cs var:T.Revoke.Intro ?></p>
<?cs call:notice_open("bad") ?><p><strong><?cs var:T.Revoke.Final ?></strong></p><p><?cs var:T.Revoke.Data ?></p><?cs call:notice_close() ?>
<div class="cols"><div class="card"><form method="post" action="/revoke" novalidate><?cs call:tokens() ?><h2 class="govuk-heading-m"><?cs var:T.Revoke.Who ?></h2><?cs call:which() ?><?cs call:send(T.Revoke.Next, T.Claim.Again) ?></form></div>
<aside class="side"><div class="card"><h2><?cs var:T.Claim.NoCode ?></h2><p class="govuk-body"><?cs var:T.Revoke.Phone ?></p><p class="govuk-body"><?cs call:link("/suspend", T.Revoke.HoldFirst) ?></p></div>
<div class="card"><h2><?cs var:T.Revoke.Counter.Title ?></h2><p class="govuk-body"><?cs call:link("/revoke/counter", T.Revoke.Counter.Link) ?></p></div></aside></div>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
