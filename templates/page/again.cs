<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Again.Title ?></h1>
<p class="govuk-body"><?cs if:Again.Login ?><?cs var:T.Again.Out ?><?cs else ?><?cs var:T.Again.Text ?><?cs /if ?></p>
<?cs if:Again.Files ?><p class="govuk-body"><?cs var:T.Again.Files ?></p><?cs /if ?>
<?cs if:Again.Login ?><p class="govuk-body"><a class="govuk-link" href="<?cs var:Again.Login ?>" target="_blank" rel="noopener"><?cs var:T.Again.Login ?></a></p><?cs /if ?>
<form method="post" action="<?cs var:Again.Action ?>" novalidate>
<input type="hidden" name="csrf" value="<?cs var:Page.Csrf ?>">
<?cs each:field = Again.Field ?><input type="hidden" name="<?cs var:field.Name ?>" value="<?cs var:field.Value ?>">
<?cs /each ?><button class="govuk-button" type="submit"><?cs if:Again.Login ?><?cs var:T.Again.Go ?><?cs else ?><?cs var:T.Again.Send ?><?cs /if ?></button>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
