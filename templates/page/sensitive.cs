<?cs include!"part/macros.cs" ?>
<?cs include!"part/document.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs # With a script the dialog is shown as one; without it is a part of the page. ?>
<?cs def:content() ?>
<?cs call:apply_top(#3) ?>
<h1 class="govuk-heading-l"><?cs var:T.Identity.Title ?></h1>
<div class="js-only"><p class="govuk-body"><?cs var:T.Sensitive.Intro ?></p>
<div class="btn-row"><button class="govuk-button" type="button" data-open-dialog="spi"><?cs var:T.Sensitive.Open ?></button><?cs call:link_button("/apply/" + App.Id + "/subject", T.Part.Back, "secondary") ?></div></div>
<dialog class="dlg dlg--page" id="spi" open data-show aria-labelledby="spi-h">
<form method="post" action="/apply/<?cs var:App.Id ?>/sensitive" novalidate>
<header><?cs call:icon("shield-lock") ?><div><h2 id="spi-h" tabindex="-1" autofocus><?cs var:T.Sensitive.Title ?></h2><p><?cs var:Doc.Title ?> <?cs var:T.Doc.Number ?> <?cs var:Doc.Number ?> · <?cs var:T.Doc.Effective ?> <?cs var:Doc.Effective.Date ?></p></div></header>
<div class="bd">
<p class="govuk-body no-js"><?cs var:T.Sensitive.Intro ?></p>
<?cs call:tokens() ?><?cs call:hidden("presentation", Doc.Presentation) ?>
<div class="doc" lang="<?cs var:Doc.Language ?>" tabindex="0" role="region" aria-label="<?cs var:Doc.Title ?>"><?cs call:document_html() ?></div>
<?cs call:document_digests() ?>
<?cs call:radios_inline("sensitive", T.Sensitive.Choice) ?>
<p class="govuk-body-s"><?cs var:T.Sensitive.Counter ?></p>
</div>
<footer><div class="btn-row"><?cs call:button(T.Sensitive.Send) ?><button class="govuk-button govuk-button--secondary js-only" type="button" data-close-dialog><?cs var:T.Sensitive.Later ?></button></div></footer>
</form>
</dialog>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
