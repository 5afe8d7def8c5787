<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Product[Product.Code].Name ?></h1>
<p class="govuk-body-l"><?cs var:T.Product[Product.Code].About ?></p>
<h2 class="govuk-heading-m"><?cs var:T.Apply.Need ?></h2>
<ul class="govuk-list govuk-list--bullet"><?cs each:n = T.Product[Product.Code].Needs ?><li><?cs var:n ?></li><?cs /each ?></ul>
<?cs call:kv_open() ?><?cs call:kv(T.Apply.Days, Product.Days) ?><?cs call:kv(T.Apply.Time, T.Apply.TimeText) ?><?cs call:kv(T.Apply.Fee, T.Apply.FeeText) ?><?cs call:kv_close() ?>
<?cs if:User.Kind == "account" ?>
<form method="post" action="/apply/new/<?cs var:url_escape(Product.Code) ?>"><?cs call:tokens() ?><?cs call:button(T.Apply.Start) ?></form>
<?cs else ?>
<p><?cs call:link_button("/login", T.Apply.LoginFirst, "") ?></p>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
