<?cs include!"part/macros.cs" ?>
<?cs def:bar(b, text) ?><li><span class="what"><?cs var:text ?></span><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="<?cs var:b.Width ?>" height="8"/></svg> <b class="num"><?cs var:b.N ?></b></li><?cs /def ?>
<?cs def:go(href, text) ?><a class="tool" href="<?cs var:url_validate(href) ?>"><?cs var:text ?></a><?cs /def ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Ra.Stats.Title ?></h1><span class="govuk-hint"><span class="num"><?cs var:Stats.From ?></span> – <span class="num"><?cs var:Stats.To ?></span></span></div>
<nav class="tabs" aria-label="<?cs var:T.Ra.Stats.Period ?>"><ul><?cs each:s = Span ?><li><a href="<?cs var:url_validate(s.Href) ?>"<?cs if:s.Here ?> aria-current="page"<?cs /if ?>><?cs var:s.Text ?></a></li><?cs /each ?></ul></nav>
<div class="tools"><?cs call:go(Stats.Earlier, T.Ra.Stats.Earlier) ?><?cs if:Stats.Later ?><?cs call:go(Stats.Later, T.Ra.Stats.Later) ?><?cs /if ?><a class="tool" href="<?cs var:url_validate(Stats.Csv) ?>"><?cs call:icon("download") ?><?cs var:T.Ra.Stats.Csv ?></a></div>
<dl class="facts facts--4"><?cs call:fact(T.Ra.Stats.Decided, Stats.Decided) ?><?cs if:Stats.Median ?><?cs call:fact(T.Ra.Stats.Median, Stats.Median) ?><?cs call:fact(T.Ra.Stats.P90, Stats.P90) ?><?cs else ?><?cs call:fact(T.Ra.Stats.Median, T.Ra.Stats.Nothing) ?><?cs call:fact(T.Ra.Stats.P90, T.Ra.Stats.Nothing) ?><?cs /if ?><?cs call:fact(T.Ra.Stats.Late, Stats.Late) ?></dl>
<div class="stats"><section class="pn" aria-labelledby="st-n"><h2 id="st-n"><?cs var:T.Ra.Stats.Handled ?></h2><ul class="bars bd"><?cs each:b = Sum ?><?cs call:bar(b, b.Text) ?><?cs /each ?></ul></section>
<section class="pn" aria-labelledby="st-r"><h2 id="st-r"><?cs var:T.Ra.Stats.Reasons ?></h2><?cs if:subcount(Reason) > #0 ?><ul class="bars bd"><?cs each:b = Reason ?><?cs call:bar(b, b.Code + " " + b.Text) ?><?cs /each ?></ul><?cs else ?><div class="bd"><p><?cs var:T.Ra.Stats.NoReason ?></p></div><?cs /if ?></section></div>
<h2 class="govuk-heading-m"><?cs var:T.Ra.Stats.ByDay ?></h2>
<table class="days"><caption class="vh"><?cs var:T.Ra.Stats.ByDay ?></caption><thead><tr><?cs call:th(T.Ra.Stats.Day) ?><?cs call:th(T.Ra.Stats.What.received) ?><?cs call:th(T.Ra.Stats.What.approved) ?><?cs call:th(T.Ra.Stats.What.returned) ?><?cs call:th(T.Ra.Stats.What.rejected) ?></tr></thead><tbody>
<?cs each:d = Day ?><tr><th scope="row"><?cs var:d.Date ?></th><td><?cs var:d.received ?></td><td><?cs var:d.approved ?></td><td><?cs var:d.returned ?></td><td><?cs var:d.rejected ?></td></tr>
<?cs /each ?></tbody></table>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
