<?cs include!"part/macros.cs" ?>
<?cs include!"part/document.cs" ?>
<?cs def:content() ?>
<?cs call:steps(T.Apply.Steps, #2) ?>
<h1 class="govuk-heading-l"><?cs var:T.Sensitive.Title ?></h1>
<p class="govuk-body-l"><?cs var:T.Sensitive.Intro ?></p>
<?cs call:document() ?>
<form method="post" action="/apply/<?cs var:App.Id ?>/sensitive" novalidate>
<?cs call:tokens() ?><?cs call:hidden("presentation", Doc.Presentation) ?>
<?cs call:radios_inline("sensitive", T.Sensitive.Choice) ?>
<p class="govuk-body"><?cs var:T.Sensitive.Counter ?></p>
<?cs call:button(T.Sensitive.Send) ?>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
