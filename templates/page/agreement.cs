<?cs include!"part/macros.cs" ?>
<?cs include!"part/document.cs" ?>
<?cs def:content() ?>
<?cs call:steps(T.Apply.Steps, #1) ?>
<h1 class="govuk-heading-l"><?cs var:Doc.Title ?></h1>
<?cs call:document() ?>
<form method="post" action="/apply/<?cs var:App.Id ?>/agreement" novalidate>
<?cs call:tokens() ?><?cs call:hidden("presentation", Doc.Presentation) ?><?cs call:hidden("kind", Doc.Kind) ?>
<?cs if:Doc.Kind == "agreement" ?><?cs call:tick_as("agree", T.Agreement.Agree) ?><?cs else ?><?cs call:tick_as("agree", T.Agreement.Read) ?><?cs /if ?>
<?cs call:row_open() ?><?cs if:Doc.Kind == "agreement" ?><?cs call:button(T.Agreement.Send) ?><?cs else ?><?cs call:button(T.Agreement.Next) ?><?cs /if ?><?cs call:link_button("/my", T.Agreement.Later, "secondary") ?><?cs call:row_close() ?>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
