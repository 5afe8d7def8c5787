<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Revoke.Counter.Title ?></h1>
<p class="govuk-body-l"><?cs var:T.Revoke.Counter.Intro ?></p>
<div class="card">
<h2 class="govuk-heading-m"><?cs var:T.Revoke.Counter.Bring ?></h2>
<ul class="govuk-list govuk-list--bullet"><?cs each:b = T.Revoke.Counter.List ?><li><?cs var:b ?></li><?cs /each ?></ul>
<p class="govuk-body"><?cs var:T.Site.Address ?><br><?cs var:T.Site.Hotline ?></p>
</div>
<?cs call:notice("warn", T.Revoke.Counter.Liable) ?>
<p><?cs call:link_button("/suspend", T.Revoke.HoldFirst, "secondary") ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
