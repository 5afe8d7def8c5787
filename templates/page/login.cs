<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Login.Title ?></h1>
<p class="govuk-body"><?cs var:T.Login.Intro ?></p>
<form method="post" action="/login" novalidate>
<?cs call:tokens() ?><?cs if:Login.Next ?><?cs call:hidden("next", Login.Next) ?><?cs /if ?>
<?cs if:Login.Sent && !Form.mobile.Error ?><?cs call:notice("good", T.Login.SentTo) ?><?cs /if ?>
<?cs call:input("mobile", "tel", "tel", "20") ?>
<?cs if:Login.Sent ?>
<?cs call:input("code", "code", "one-time-code", "5") ?>
<?cs call:row_open() ?><?cs call:button_as(T.Login.In, "act", "login", "") ?><?cs call:button_as(T.Login.Again, "act", "send", "secondary") ?><?cs call:row_close() ?>
<?cs else ?>
<div class="btn-row"><?cs call:button_as(T.Login.Send, "act", "send", "") ?></div>
<?cs /if ?>
</form>
<p class="govuk-body-s"><?cs var:T.Login.Safe ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
