<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:group(title, part) ?><div class="sec"><h2><?cs var:title ?></h2><a class="govuk-link" href="/apply/<?cs var:App.Id ?>/<?cs var:part ?>?back=check"><?cs var:T.Part.Change ?><span class="vh"> <?cs var:title ?></span></a></div><?cs /def ?>
<?cs def:content() ?>
<?cs call:apply_top(#6) ?>
<h1 class="govuk-heading-l"><?cs var:T.Check.Title ?></h1>
<p class="govuk-body"><?cs var:T.Check.Intro ?></p>
<?cs if:subcount(Missing) > #0 ?><?cs call:notice_open("warn") ?><p><b><?cs var:T.Check.Lacks ?></b></p><ul class="govuk-list govuk-list--bullet"><?cs each:m = Missing ?><li><a class="govuk-link" href="/apply/<?cs var:App.Id ?>/<?cs var:m.Page ?>?back=check"><?cs var:T.Check.Part[m.Page] ?></a></li><?cs /each ?></ul><?cs call:notice_close() ?><?cs /if ?>
<?cs call:kv_open() ?><?cs call:kv(T.Check.Product, T.Product[App.Product].Name) ?><?cs call:kv(T.Check.Days, Product.Days) ?><?cs call:kv(T.Check.Fee, T.Apply.FeeText) ?><?cs call:kv_close() ?>
<?cs call:group(T.Check.Data, "subject") ?>
<?cs call:kv_open() ?><?cs each:s = Subject ?><?cs call:kv(T.Field[s.Name].Label, s.Value) ?><?cs /each ?><?cs call:kv_close() ?>
<?cs call:group(T.Check.Ids, "identity") ?>
<?cs call:kv_open() ?><?cs each:i = Identity ?><?cs call:kv_row(i.Label) ?><?cs if:i.Masked ?><span class="mono"><?cs var:i.Masked ?></span> <span class="nil"><?cs var:i.KindText ?></span><?cs elif:i.Kind ?><span class="nil"><?cs var:T.Check.Again ?></span><?cs else ?><span class="nil"><?cs var:T.Part.None ?></span><?cs /if ?><?cs call:kv_end() ?><?cs /each ?><?cs call:kv_close() ?>
<?cs call:group(T.Check.Key, "key") ?>
<?cs call:kv_open() ?><?cs call:kv_row(T.KeyPage.Code) ?><?cs if:Have.Code ?><?cs call:key_have() ?><?cs else ?><span class="nil"><?cs var:T.Part.None ?></span><?cs /if ?><?cs call:kv_end() ?><?cs call:kv_close() ?>
<?cs call:group(T.Check.Materials, "materials") ?>
<?cs call:kv_open() ?><?cs each:m = Material ?><?cs call:kv(T.Field[m.Kind].Label, m.Name) ?><?cs /each ?><?cs call:kv_close() ?>
<form method="post" action="/apply/<?cs var:App.Id ?>/check" novalidate>
<?cs call:apply_hidden() ?><?cs call:tick_as("declare", T.Check.Declare) ?>
<?cs call:row_open() ?><?cs call:button(T.Check.Send) ?><?cs call:link_button("/my", T.Draft.Leave, "secondary") ?><?cs call:row_close() ?>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
