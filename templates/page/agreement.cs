<?cs include!"part/macros.cs" ?>
<?cs include!"part/document.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:content() ?>
<?cs call:apply_top(#2) ?>
<h1 class="govuk-heading-l"><?cs var:Doc.Title ?></h1>
<div class="cols">
<form class="card" method="post" action="/apply/<?cs var:App.Id ?>/agreement" novalidate>
<?cs call:document() ?>
<div class="consent-row">
<?cs call:tokens() ?><?cs call:hidden("presentation", Doc.Presentation) ?><?cs call:hidden("kind", Doc.Kind) ?>
<?cs if:Doc.Kind == "agreement" ?><?cs call:tick_as("agree", T.Agreement.Agree) ?><?cs else ?><?cs call:tick_as("agree", T.Agreement.Read) ?><?cs /if ?>
<?cs call:row_open() ?><?cs if:Doc.Kind == "agreement" ?><?cs call:button(T.Agreement.Send) ?><?cs else ?><?cs call:button(T.Agreement.Next) ?><?cs /if ?><?cs call:button_as(T.Agreement.Refuse, "refuse", "yes", "secondary") ?><?cs call:row_close() ?>
</div>
</form>
<aside class="side noprint">
<div class="card"><h2><?cs var:T.Agreement.About ?></h2><ul><li><a class="govuk-link" href="/agreements#<?cs var:url_escape(Doc.Kind) ?>"><?cs var:T.Agreement.All ?></a></li><li><a class="govuk-link" href="/my"><?cs var:T.Draft.Leave ?></a></li></ul></div>
<div class="card"><h2><?cs var:T.Agreement.Help ?></h2><p class="govuk-body-s"><?cs var:T.Agreement.HelpText ?> <b><?cs var:T.Site.Hotline ?></b></p></div>
<div class="card"><h2><?cs var:T.Agreement.Counter ?></h2><p class="govuk-body-s"><?cs var:T.Agreement.CounterText ?></p></div>
</aside>
</div>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
