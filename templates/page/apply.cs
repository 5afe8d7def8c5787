<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Product[Product.Code].Name ?></h1>
<p class="govuk-body-l"><?cs var:T.Product[Product.Code].About ?></p>
<?cs if:Apply.Closed ?><?cs call:notice("warn", T.Home.Closed) ?><?cs /if ?>
<div class="cols">
<div>
<div class="card"><h2 class="govuk-heading-m"><?cs var:T.Apply.Need ?></h2>
<ul class="govuk-list govuk-list--bullet"><?cs each:n = T.Product[Product.Code].Needs ?><li><?cs var:n ?></li><?cs /each ?></ul>
<h2 class="govuk-heading-m"><?cs var:T.Apply.Way ?></h2>
<ol class="govuk-list govuk-list--number"><?cs each:s = T.Apply.Steps ?><li><?cs var:s ?></li><?cs /each ?></ol>
<?cs if:Apply.Closed ?><?cs elif:User.Kind == "account" ?>
<form class="bare" method="post" action="/apply/new/<?cs var:url_escape(Product.Code) ?>"><?cs call:tokens() ?><div class="btn-row"><?cs call:button(T.Apply.Start) ?></div></form>
<?cs else ?>
<div class="btn-row"><?cs call:link_button("/login?next=/apply/new/" + Product.Code, T.Apply.LoginFirst, "") ?></div>
<?cs /if ?></div>
</div>
<aside class="side"><div class="card"><h2><?cs var:T.Apply.Facts ?></h2><dl class="plain"><?cs call:fact(T.Apply.Time, T.Apply.TimeText) ?><?cs call:fact(T.Apply.Fee, T.Apply.FeeText) ?><?cs call:fact(T.Apply.Days, Product.Days) ?></dl></div>
<div class="card"><h2><?cs var:T.Agreement.Counter ?></h2><p class="govuk-body-s"><?cs var:T.Agreement.CounterText ?></p></div></aside>
</div>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
