"""Words for passphrases: short, concrete, and none that could hurt. No war, no bodies, no insults.

Each is worth over ten bits: three, typed with a lock-out after five errors, are 30.
"""

WORDS = tuple(
    """
    abacus acacia accent acorn acrobat actor album alcove algae alley almond alpaca alpine amber
    anchor angle ankle anthem antler anvil apple apricot apron aqua arbor arcade arch arena
    argon armchair aroma artist aspen asphalt aster atlas atom attic aubergine audio aurora
    author autumn avenue avocado award axis azalea azure backpack badge bagel bagpipe bakery
    balance balcony ballad ballet balloon ballpoint bamboo bandana banjo banner barge
    baritone barley barn barometer basalt baseball basil basin basket bathtub bay beach
    beacon bead beam bean bear beaver bed bedrock beech beige belfry bell belt bench beret berry
    bicycle bike binder birch bird biscuit bison blackberry blanket blossom blue
    bluebell blueberry boat bobbin bobsled bonfire bongo bonnet book bookmark bookshop boot
    border bottle boulder bouquet bowl bracelet braid brake branch brass bread breeze brick
    bridge broccoli brooch brook broom brown brush bubble bucket buckle bud buffalo builder bulb
    bumblebee bun bungalow burrow bus bush butter buttercup butterfly button cabbage cabin cable
    cactus cake calculator calendar calf calm camel camera canal canary candle canoe canvas
    canyon cape capital caramel caravan caraway card carnation carnival carpenter carpet carrot
    cart cascade cashew cassette castle cat catalogue catkin cave cedar celery cello centaur
    ceramic cereal chain chair chalk chamomile chapel chapter charcoal cheese cheetah
    chef cherry chess chestnut chicory chime chimney china chipmunk chive chocolate choir chord
    chorus cicada cinema cinnamon circle citrus city clam clap clarinet classroom clay clef
    clementine clever cliff climber cloak clock cloud clover coach coast coat cobalt cockatoo
    cocoa cod coffee coin collar collie colour column comb comedy comet comic compass
    concert cone copper coral cord corner cornflower cosmos costume cottage cotton couch
    cradle crane crayfish crayon cream creek crescent cress crest cricket crocus
    croissant crow crumb crumpet crystal cube cuckoo cucumber cup cupboard cupcake curl currant
    curry curtain cushion custard cycle cyclist cymbal cypress daffodil dahlia dairy daisy dance
    dancer dancing dandelion date dawn day decade deck deer delta denim desert desk dessert dial
    diamond diary dictionary dill dimple dingo dinner diploma disc dock doctor doll dolphin dome
    domino dot dove dragonfly drama drawer drawing dress drum drummer duck duckling duet dune
    dungarees dusk dust eagle earring earth easel east ebony echo eclair edge egg eggplant eight
    elastic elbow elder eleven elk elm ember embroidery emerald emu encore endive engine
    envelope equator espresso estuary evening evergreen exhibit fabric factory falcon fan farm
    farmer faucet fawn feast feather felt fence fennel fern ferret ferry festival fiction fiddle
    field fig fillet film filter finch fireplace fish five fjord flag flamingo flannel flask
    flax flight flint float flock floor florist flour flower fluff flute foal fog folder folk
    fondue football footpath forest fork fossil fountain fox foyer fraction frame freckle
    freezer frog frost fudge funnel gable gala galaxy gallery gallop game garage garden
    garland garlic garnet gate gazebo gazelle gecko gem geranium gerbil geyser gherkin giggle
    ginger giraffe glacier glade glass gleam glider glitter globe glove glow glue goblet golden
    goldfinch goldfish golf gondola gong goose gosling gourd grain granite grape graph grass
    gravel gravy green grill grocer groove grove guava guest guide guitar gull gym habitat
    haddock halo hamlet hammock hamper hamster handle harbour hare harmony harp harvest
    hat hatch hawthorn hay hazel hearth heath heather hedge helmet hen herb heron herring
    hibiscus hiker hill hinge hobby hockey holly hollyhock honey honeybee hoop hop horizon
    horn hornbeam horse hotel hour house hug hyacinth ibex iceberg icicle icing igloo iguana
    impala inch indigo ink inn insect iris iron island item ivory ivy jackdaw jacket jade jaguar
    january jar jasmine jasper jay jazz jeans jeep jelly jersey jetty jewel jigsaw jogger
    joke jolly journal joy judo jug juggler juice july jumper june jungle junior juniper jute
    kangaroo karate kayak keel kelp kernel ketchup kettle key keyboard kimono kingfisher kiosk
    kitchen kite kitten kiwi knitting knot koala lace lacquer ladder ladle ladybird lagoon lake
    lamb lamp lane lantern lapwing larch lark lasagne latch lather laundry laurel lava lavender
    lawn layer leaf leap leather lecture leek legend lemming lemon lemonade lemur lens lentil
    leopard letter lettuce level lever library lid light lighthouse lilac lily lime limerick
    limestone line linen lintel lion list litre lizard llama loaf lobby lobster locket lodge
    loft log logo lollipop loom loop lotus lounge lullaby lunar lunch lupin lute lynx lyric
    macaroni macaw mackerel magenta magnet magnolia magpie mailbox mallard mammoth mango manor
    mantle map maple marble marigold marina market marmalade marmot marsh marten mast
    mat mattress maypole meadow meal measure medal meerkat melody melon memo menu meringue
    mermaid metal meteor metre midday milk mill millet mimosa minnow minstrel mint minute mirage
    mirror mite mitten moat model moment money month moon moose moped morning mosaic moss moth
    motor mountain mouse mousse muffin mug mulberry muscat museum mushroom music
    mustard myrtle napkin narcissus narrator nature nectar nectarine needle neighbour nest net
    nettle newt nickel nine noodle noon north notch note notebook novel nucleus number nursery
    nutmeg nylon oak oar oasis oat oboe ocean ochre octave octopus oil okra olive onion onyx
    opal opera operetta orange orbit orchard orchid oregano organ origami oriole ornament osprey
    ostrich otter oval oven overcoat owl oxygen oyster pace package paddle padlock page paint
    painter pajamas palace palm pancake panda pantry papaya paper papyrus
    parcel park parka parrot parsley parsnip partridge passage pasta pastel
    pastry path pattern pavement pavilion paw pea peach peacock peanut pear pearl pebble pecan
    peg pelican pen pencil pendulum penguin peony pepper perch perfume petal petunia pheasant
    phone photo pianist piano picnic pier pigeon pillar pillow pilot pine pineapple pipe
    pistachio pitch pizza plaid planet plank plant plate platform platypus plaza pleat plough
    plover plug plum plume plus pocket pod poem poet point polar polka pollen polo pond pony
    pool popcorn poplar poppy porch porridge port porter post postcard poster potato pottery
    pram prawn pretzel primrose print prism prize pudding puddle puffin pulley pulse puma pump
    pumpkin puppet puppy purple purse puzzle pyramid python quail quarry quarter quartet quartz
    quay question quiche quill quilt quince quiver quiz rabbit race racket radar radio
    radish raft railway rain raincoat raindrop raisin ramp ranch raspberry raven ray recipe
    record rectangle redwood reed reef reindeer relay relish rhubarb rhyme rhythm ribbon rice
    riddle ride ridge ring rink ripple river roast robe robin robot rock roof room rope rose
    rosemary roundabout rowan rowboat ruby ruler runner sack saddle safari saffron sage sail
    sailor salad salamander salmon salt samba sand sandcastle sandwich sapphire sardine
    satchel satin saturn saucer sauna saxophone scale scallop scarecrow scarf scene scent school
    science scissors scone scooter score screen script scroll sculpture seagull seahorse seal
    seashell season seaweed seed seesaw sequin sesame seven shade shadow shallot shampoo
    shamrock shape sheep shelf shepherd shirt shoe shop shore shovel shower shrimp
    shrub shutter sideboard sieve signal silk silver singer sink six skate sketch ski sky
    skylark slate sledge sleeve sleigh slice slide slipper slope smoothie snack snail snow
    snowdrop snowflake snowman soap sock soda sofa soil solo sonata song sorbet sorrel soup
    south soy spaghetti spaniel spark sparrow spatula spearmint speech sphere spice spider
    spinach spiral sponge spoon sport spot spring sprinkle sprout spruce square squid
    squirrel stable stadium stage stamp star starfish starling station statue steam steel stem
    step steppe stereo stew stick stone stool stopwatch stork story stove straw strawberry
    stream street string stripe studio sugar suit suitcase summer sun sundial sunflower sunrise
    sunset surf swan sweater swift swing syllable symphony syrup table tablet tailor tambourine
    tangerine tango tapestry tartan taxi tea teacup team teapot temple tempo tennis tent
    terrace thatch theatre theme thermos thicket thimble thistle thread three
    thyme ticket tide tie tiger tile timber timer tinsel tiptoe toast toffee toga tomato tool
    topaz tortoise toucan tower town toy track tractor trail train trampoline tray treasure tree
    triangle tricycle trifle trolley trombone trophy trousers trout truck truffle trumpet trunk
    tuba tube tugboat tulip tuna tundra tunnel turbine turnip turquoise turtle tweed twig
    twilight twin typewriter tyre ukulele umbrella unicorn uniform universe upland uptown urn
    utensil vacation valley valve van vanilla vase vault velcro velvet verse vest viaduct
    village vine vinegar viola violet violin vitamin vole volleyball vowel voyage waffle wagon
    waiter walk wall wallaby wallet wallpaper walnut waltz warbler wardrobe watch water
    watercress waterfall watermelon wave wax weather weaver web weekend west wetland wheat wheel
    whisk whisker whistle white wick wig wildcat willow windmill window windsurf winter wish
    wisteria wolf wolfhound wombat wonder wood woodland woodpecker wool word workshop world
    wreath writer xylophone yacht yak yam yard yarn year yeast yellow yodel yoga yogurt yolk
    yoyo zebra zenith zephyr zigzag zinc zipper zither zodiac zoo zoom
    """.split()  # noqa: SIM905 -- a thousand quoted strings are harder to read
)
