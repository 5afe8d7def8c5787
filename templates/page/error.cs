<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:Error.Title ?></h1>
<?cs if:Error.Note ?><p class="govuk-body-l"><?cs var:Error.Note ?></p><?cs /if ?>
<p class="govuk-body"><?cs var:Error.Text ?></p><?cs if:Error.Reload ?><p class="govuk-body"><?cs var:T.Error.Reload ?></p><?cs /if ?>
<p class="govuk-body"><a class="govuk-link" href="<?cs if:Page.Program == "desk" ?>/ra/<?cs elif:Page.Program == "office" ?>/admin/<?cs else ?>/<?cs /if ?>"><?cs var:T.Error.Home ?></a></p>
<p class="govuk-body-s"><?cs var:T.Error.Number ?> <span class="num"><?cs var:Page.Request ?></span></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
