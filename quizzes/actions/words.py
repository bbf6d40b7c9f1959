"""Words for passphrases: short, concrete, told apart by ear, and none that could hurt."""

WORDS = tuple(
    """
    acorn actor almond amber anchor anvil apple apron arch  aspen atlas attic autumn badge
    bagel bakery balcony bamboo banjo banner barley barn basil basket beacon beaver bedrock beetle
    bell bench berry birch biscuit blanket blossom blue boat bonnet book boot bottle boulder bowl
    branch brass bread breeze brick bridge broom brush bucket buckle button cabbage cabin cactus
    camel camera candle canoe canvas canyon  caravan cardinal carpet carrot castle cedar
    cello chalk chapel cherry chess chestnut chimney cinema circle citrus clarinet clay clever
    cliff clock cloud clover coast cobalt cocoa coffee comet compass copper coral cork corner
    cosmos cotton cradle crane crayon cricket crystal cuckoo curtain cushion cymbal daisy dancer
    dawn deck delta desert diamond dinner dolphin domino donkey  drum dune eagle earth easel
    echo elbow elm ember emerald engine evening falcon farmer feather fern ferry fiddle field fig
    finch flag  flannel flint flour flower flute forest fossil fountain fox frost galaxy
    garden garlic garnet gate gazelle ginger glacier glass glove goblet golden goose grain granite
    grape grass gravel green guitar hammer hammock harbour harp harvest hazel heather hedge helmet
    heron hill hinge holly honey horizon horse hotel iceberg indigo ink iris island ivory ivy jacket
    jade jasmine jelly jersey jigsaw jolly juniper kayak kettle kiosk kitchen kite kiwi ladder
    lagoon lake lamp lantern larch lark lavender leaf lemon lemonade lentil library lilac lily lime
    linen lion lizard llama lobster locket loft lotus lunar lynx magnet magpie mango maple marble
    marigold market marsh meadow melody melon mint mirror mitten monkey moon morning mosaic moss
    mountain muffin museum mustard napkin nectar needle nest nickel north nutmeg oak oasis oats
    ocean olive onion opal opera orange orbit orchard orchid otter oven owl paddle palace palm panda
    paper parade parrot parsley pasta path peach peacock pear pearl pebble pelican pencil pepper
    piano picnic pilot pine planet plum pocket poem polar pond poplar poppy porch potato prism
    pumpkin puppet purple puzzle quail quarry quartz quill quilt rabbit radio raft rain raspberry
    raven reed ribbon rice ridge ring river robin  rose rowan ruby saddle saffron sail salad
    salmon salt sand sapphire satin saturn scarf school seal season seed   shore silk
    silver sister sketch sky sleigh snow sofa sparrow spice spinach spiral spoon spring spruce
    square squirrel stable star station steam steppe stone stork straw stream summer sun swan
    sweater swift table tambourine tango tea temple thimble thistle  ticket tiger timber
    toast tomato topaz  tower trail train trumpet tulip tunnel turnip turtle umbrella uncle
    valley vanilla velvet village violet violin wagon walnut walrus water wave wheat wheel whistle
    willow window winter wolf wonder wood wool yard yellow yogurt zebra zephyr zinc
    """.split()  # noqa: SIM905 -- five hundred quoted strings are harder to read
)
