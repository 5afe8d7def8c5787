<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:content() ?>
<?cs call:apply_top(#3) ?>
<h1 class="govuk-heading-l"><?cs var:T.Subject.Title ?></h1>
<p class="govuk-body"><?cs var:T.Subject.Intro ?></p>
<form method="post" action="/apply/<?cs var:App.Id ?>/subject" novalidate>
<?cs call:apply_hidden() ?>
<?cs if:App.Kind == "enterprise" ?>
<h2 class="govuk-heading-m"><?cs var:T.Subject.Unit ?></h2>
<?cs call:input("org_name", "text", "organization", "") ?><?cs call:input("uscc", "text", "", "20") ?>
<?cs call:input("province", "text", "address-level1", "20") ?><?cs call:input("locality", "text", "address-level2", "20") ?><?cs call:input("org_unit", "text", "", "20") ?>
<h2 class="govuk-heading-m"><?cs var:T.Subject.Legal ?></h2>
<?cs call:input("legal_name", "text", "", "20") ?>
<h2 class="govuk-heading-m"><?cs var:T.Subject.Agent ?></h2>
<?cs call:input("agent_name", "text", "name", "20") ?><?cs call:input("agent_mobile", "tel", "tel", "20") ?>
<?cs else ?>
<h2 class="govuk-heading-m"><?cs var:T.Subject.Person ?></h2>
<?cs call:input("common_name", "text", "name", "20") ?><?cs call:input("mobile", "tel", "tel", "20") ?>
<?cs /if ?>
<h2 class="govuk-heading-m"><?cs var:T.Subject.Use ?></h2>
<?cs call:input("email", "email", "email", "30") ?><?cs call:input("purpose", "text", "", "") ?>
<p class="govuk-hint"><?cs var:T.Subject.Next ?></p>
<?cs call:save_row() ?>
</form>
<p class="govuk-body-s"><?cs var:T.Draft.Kept ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
