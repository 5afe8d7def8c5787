<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs if:Paper.Release ?><?cs var:T.Ra.Paper.Release ?><?cs else ?><?cs var:T.Ra.Paper.Order ?><?cs /if ?></h1><?cs if:Paper.Open ?><?cs call:badge("", T.Ra.Paper.Waits) ?><?cs elif:Paper.State == "done" ?><?cs call:badge("green", T.Ra.Paper.Done) ?><?cs else ?><?cs call:badge("grey", T.Ra.Paper.Closed) ?><?cs /if ?></div>
<?cs call:kv_open() ?><?cs call:kv(T.Ra.Cert.Name, Cert.Name) ?><?cs call:kv_row(T.Ra.Cert.Serial) ?><a class="govuk-link mono" href="/ra/cert/<?cs var:url_escape(Cert.Serial) ?>"><?cs var:Cert.Serial ?></a><?cs call:kv_end() ?><?cs if:Rev.Ground ?><?cs call:kv(T.Ra.Loss.Ground, T.Ra.Ground[Rev.Ground]) ?><?cs call:kv_row(T.Ra.Loss.Text) ?><span class="pre"><?cs var:Rev.Text ?></span><?cs call:kv_end() ?><?cs /if ?><?cs call:kv_row(T.Ra.Paper.Signatures) ?><span class="num"><?cs var:Paper.Have ?> / <?cs var:Paper.Needs ?></span><?cs call:kv_end() ?><?cs call:kv_when(T.Ra.Paper.Until, Paper.Until) ?><?cs call:kv_close() ?>
<?cs if:Form.paper.Error ?><div id="f-paper"><?cs call:notice("bad", Form.paper.Error) ?></div><?cs /if ?>
<pre class="paper" tabindex="0" role="region" aria-label="<?cs var:T.Ra.Paper.Text ?>"><?cs var:Paper.Text ?></pre>
<?cs if:subcount(Sign) > #0 ?><div class="card"><?cs call:timeline(Sign) ?></div><?cs /if ?>
<?cs if:Paper.Open && Paper.His ?><?cs call:notice("info", T.Ra.Paper.Other) ?><?cs /if ?>
<?cs if:Paper.Sign && (User.Is.clerk || User.Is.reviewer) ?><p class="govuk-body"><?cs var:T.Ra.Paper.Two ?></p><?cs call:row_open() ?><?cs call:link_button(Paper.Sign, T.Ra.Sign.Go, "") ?><?cs call:row_close() ?><?cs /if ?>
<?cs if:Paper.Open && Paper.Release && (User.Is.clerk || User.Is.reviewer) ?><form class="bare drop" method="post" action="/ra/paper/<?cs var:Paper.Id ?>/drop"><?cs call:tokens() ?><?cs call:button_as(T.Ra.Paper.Drop, "drop", "yes", "secondary") ?></form><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
