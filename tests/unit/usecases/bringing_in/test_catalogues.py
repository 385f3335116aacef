"""Lists of goods and product feeds: what can be read is offered, the rest is named."""

import pytest

from sumisura.files.rows import Rejects, open_table
from sumisura.taste import repo
from sumisura.usecases.bringing_in import catalogues


@pytest.fixture
def bring(services, shop, tmp_path):
    def in_(content, name="goods.csv", *, write=True):
        path = tmp_path / name
        path.write_text(content)
        with Rejects(path, keep=write) as rejects:
            return catalogues.bring_in(services, shop, open_table(path), rejects, write=write), rejects

    return in_


@pytest.fixture
def goods(services, shop):
    def there():
        with services.store.read() as tx:
            return {item.id: item for item in repo.items(tx, shop.id) if item.kind == "good"}

    return there


LIST = "id,title,price,stock,family,material,gender\nbelt-1,Belt,45.00,3,rings,Hemp|Brass,female\n"


def test_a_list_becomes_goods_with_their_qualities(bring, goods):
    stocked, rejects = bring(LIST)
    assert (stocked.rows, stocked.goods, stocked.changed, rejects.count) == (1, 1, 1, 0)
    belt = goods()["belt-1"]
    assert (belt.price, belt.stock, belt.family) == (4500, 3, "rings")
    assert belt.tokens == ("material=hemp", "material=brass"), "nobody is profiled by sex"


def test_bringing_it_in_again_changes_nothing(bring, services, shop):
    bring(LIST)
    with services.store.read() as tx:
        before = repo.items_revision(tx, shop.id)
    stocked, _ = bring(LIST)
    with services.store.read() as tx:
        assert (stocked.changed, repo.items_revision(tx, shop.id)) == (0, before)
    stocked, _ = bring(LIST.replace("45.00", "40.00"))
    assert stocked.changed == 1


def test_a_look_writes_nothing(bring, goods):
    stocked, _ = bring(LIST + ",,,,,,\n", write=False)
    assert (stocked.goods, goods(), stocked.sample[0].title) == (1, {}, "Belt")


def test_what_is_wrong_is_named_and_the_rest_goes_on(bring, goods):
    rows = [
        "id,title,price,stock,family,link",
        "ok-1,One,12.50,,,",
        'b-2,Two,"12,50",,,',
        "b-3,,1,,,",
        "b-4,Four,1,-2,,",
        "b-5,Five,1,,ring,",
        "b-6,Six,1,,,javascript:alert(1)",
        "b=7,Seven,1,,,",
        "ok-1,Again,1,,,",
        "rings,Clash,1,,,",
        "b-10,Ten,1.00 USD,,,",
        "b-11,Eleven,-1,,,",
        "ok-2,Last,0,,,https://a.it/x",
    ]
    stocked, rejects = bring("\n".join(rows) + "\n")
    assert sorted(goods()) == ["ok-1", "ok-2"]
    assert (stocked.rows, stocked.goods) == (12, 2)
    assert [(problem.where, problem.about) for problem in rejects.first] == [
        ("goods.csv:3", "column price"),
        ("goods.csv:4", "column title"),
        ("goods.csv:5", "column stock"),
        ("goods.csv:6", "column family"),
        ("goods.csv:7", "column link"),
        ("goods.csv:8", "column id"),
        ("goods.csv:9", "column id"),
        ("goods.csv:10", "column id"),
        ("goods.csv:11", "column price"),
        ("goods.csv:12", "column price"),
    ]
    assert 'Did you mean "rings"?' in rejects.first[3].mend
    assert "first in line 2" in rejects.first[6].what


FEED = """<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>
<g:id>belt-1</g:id><g:title>Belt</g:title><g:description>&lt;b&gt;Hemp&lt;/b&gt; &amp;amp; brass</g:description>
<g:price>45.00 EUR</g:price><g:sale_price>40.00 EUR</g:sale_price><g:availability>out_of_stock</g:availability>
<g:color>Blue/White</g:color><g:product_type>Home &gt; Belts</g:product_type><g:gender>female</g:gender>
<g:condition>new</g:condition><link>https://a.it/belt</link></item></channel></rss>"""


def test_a_feed_is_understood_by_googles_words(bring, goods):
    _, rejects = bring(FEED, "feed.xml")
    assert rejects.count == 0
    belt = goods()["belt-1"]
    assert (belt.price, belt.stock, belt.words, belt.link) == (4000, 0, "Hemp & brass", "https://a.it/belt")
    assert belt.tokens == ("colour=blue", "colour=white", "type=home", "type=belts")


def test_a_feed_in_tabs_is_known_by_its_columns(bring, goods):
    bring(
        "id\ttitle\tprice\timage link\tcolor\tcondition\nb-1\tBelt\t1 EUR\thttps://a.it/b.jpg\tBlue\tnew\n",
        "f.tsv",
    )
    assert goods()["b-1"].tokens == ("colour=blue",)


def test_many_goods_in_batches(bring, goods, monkeypatch):
    monkeypatch.setattr(catalogues, "BATCH", 7)
    stocked, _ = bring("id,title\n" + "".join(f"g-{n},Good {n}\n" for n in range(40)))
    assert (stocked.rows, len(goods())) == (40, 40)


def test_a_header_alone(bring, goods):
    stocked, _ = bring("id,title\n")
    assert (stocked.rows, goods()) == (0, {})
