namespace Pipelines.Spec;

/// <summary>
/// Every rule. The hundreds say what a rule is about: 00 the file and its settings, 01 models, 02 stages, 09 the project around it.
/// </summary>
public static class Rules
{
    /// <summary>The text breaks YAML's grammar, or is no text.</summary>
    public static readonly Rule Syntax = new("PIPE0001", "The file cannot be read as YAML");

    /// <summary>Size, depth or expanded aliases pass every sensible measure.</summary>
    public static readonly Rule TooLarge = new("PIPE0002", "The file is too large or too deep");

    /// <summary>A key that nothing reads.</summary>
    public static readonly Rule UnknownSetting = new("PIPE0003", "Unknown setting");

    /// <summary>The same key twice in one map.</summary>
    public static readonly Rule DuplicateKey = new("PIPE0004", "A setting or name is given twice");

    /// <summary>A list for a number, a word for a map.</summary>
    public static readonly Rule WrongType = new("PIPE0005", "A value of the wrong type");

    /// <summary>A word outside its list.</summary>
    public static readonly Rule UnknownWord = new("PIPE0006", "A word that is not among the choices");

    /// <summary>A number outside its range.</summary>
    public static readonly Rule OutOfRange = new("PIPE0007", "A number out of range");

    /// <summary>A setting without a default is not there.</summary>
    public static readonly Rule Missing = new("PIPE0008", "A required setting is missing");

    /// <summary>A name that cannot become an identifier.</summary>
    public static readonly Rule BadName = new("PIPE0009", "A name that code cannot use");

    /// <summary>Two names that become the same identifier, or one that C# has already taken.</summary>
    public static readonly Rule NameCollision = new("PIPE0010", "Two names that become one in C#");

    /// <summary>A file named by <c>extends:</c> that is not there.</summary>
    public static readonly Rule ExtendsMissing = new("PIPE0011", "The extended file is not there");

    /// <summary>Files that extend each other.</summary>
    public static readonly Rule ExtendsCycle = new("PIPE0012", "Files extend each other in a circle");

    /// <summary><c>${NAME}</c> without a default, or unfinished.</summary>
    public static readonly Rule Environment = new("PIPE0013", "An environment variable without a default");

    /// <summary>An override that is not <c>path=value</c>.</summary>
    public static readonly Rule BadOverride = new("PIPE0014", "An override that is not path=value");

    /// <summary>A reference to something that the file does not define.</summary>
    public static readonly Rule MissingReference = new("PIPE0015", "A name that nothing has");

    /// <summary>dim / heads is not whole.</summary>
    public static readonly Rule HeadsDivideDim = new("PIPE0110", "dim is not divisible by heads");

    /// <summary>heads / kv_heads is not whole.</summary>
    public static readonly Rule KvHeadsDivideHeads = new("PIPE0111", "heads is not divisible by kv_heads");

    /// <summary>Rotary positions need pairs of channels.</summary>
    public static readonly Rule OddHeadDim = new("PIPE0112", "Rotary positions over an odd head_dim");

    /// <summary>The model's vocabulary is not the tokenizer's.</summary>
    public static readonly Rule VocabularyMismatch = new("PIPE0113", "The model's vocabulary does not fit the tokenizer");

    /// <summary>Nothing says which tokenizer makes the model's tokens.</summary>
    public static readonly Rule NoTokenizer = new("PIPE0114", "A model is trained without a tokenizer");

    /// <summary>A name that no mixer or feed-forward has.</summary>
    public static readonly Rule UnknownBlock = new("PIPE0115", "A mixer or feed-forward that nothing is called");

    /// <summary>A number of layers without a family, or a list of them with one.</summary>
    public static readonly Rule LayersOfFamily = new("PIPE0116", "Layers that the family, or the lack of one, does not allow");

    /// <summary>A setting that a family's checkpoints have no place for.</summary>
    public static readonly Rule NoPlace = new("PIPE0117", "A setting that the family's checkpoints have no place for");

    /// <summary>An item of the layers that is no block, or two things at once.</summary>
    public static readonly Rule LayersItem = new("PIPE0118", "An item of layers that is not one thing");

    /// <summary>A block without a mixer and without a feed-forward.</summary>
    public static readonly Rule EmptyBlock = new("PIPE0119", "A block of nothing");

    /// <summary>A parallel block with norms of its parts' own.</summary>
    public static readonly Rule ParallelBlock = new("PIPE0120", "A parallel block whose parts do not share a norm");

    /// <summary>Two ways of bringing positions into scores.</summary>
    public static readonly Rule AlibiWithRope = new("PIPE0121", "Alibi with rotary positions");

    /// <summary>A ramp whose end comes before its beginning.</summary>
    public static readonly Rule RopeRamp = new("PIPE0122", "A scaling of rotary positions whose ramp has no length");

    /// <summary>heads / groups is not whole.</summary>
    public static readonly Rule GroupsDivideHeads = new("PIPE0123", "heads is not divisible by groups");

    /// <summary>heads · head_dim is not expand · dim.</summary>
    public static readonly Rule InnerWidth = new("PIPE0124", "Heads of a state space that do not make up its inner width");

    /// <summary>A token is to go to more experts than there are.</summary>
    public static readonly Rule TopKOfExperts = new("PIPE0125", "top_k is more than there are experts");

    /// <summary>experts / groups is not whole.</summary>
    public static readonly Rule GroupsDivideExperts = new("PIPE0126", "experts is not divisible by groups");

    /// <summary>Groups that there are not, or that hold too few experts.</summary>
    public static readonly Rule TopGroups = new("PIPE0127", "top_groups does not fit the groups");

    /// <summary>A period, offset or number of layers that does not fit the others.</summary>
    public static readonly Rule PatternOfLayers = new("PIPE0128", "A pattern that does not fit the layers");

    /// <summary>Blocks that see what comes beside blocks that do not.</summary>
    public static readonly Rule MixedDirections = new("PIPE0129", "Blocks that look ahead beside blocks that do not");

    /// <summary>What a user's block asks of its settings does not hold.</summary>
    public static readonly Rule OwnRule = new("PIPE0130", "A rule of a user's block that does not hold");

    /// <summary>Nothing gives cross attention another sequence to read.</summary>
    public static readonly Rule CrossAttention = new("PIPE0131", "Cross attention in a model that is trained alone");

    /// <summary>A list of factors of another length than there are channels to turn.</summary>
    public static readonly Rule RopeFactors = new("PIPE0132", "Factors of rotary wavelengths that are not one for each pair");

    /// <summary>A stage whose kind nothing says.</summary>
    public static readonly Rule NoKind = new("PIPE0201", "A stage without a kind");

    /// <summary>A stage reads what another kind of stage makes.</summary>
    public static readonly Rule WrongArtifact = new("PIPE0202", "A stage that makes something else");

    /// <summary>Stages that wait for each other.</summary>
    public static readonly Rule StageCycle = new("PIPE0203", "Stages that wait for each other");

    /// <summary>Fewer tokens than one step takes.</summary>
    public static readonly Rule TooFewTokens = new("PIPE0204", "Too few tokens for one step");

    /// <summary>Warm-up and decay together are longer than the run.</summary>
    public static readonly Rule ScheduleTooLong = new("PIPE0205", "Warm-up and decay are longer than the run");

    /// <summary>A vocabulary that cannot hold all bytes.</summary>
    public static readonly Rule VocabularyTooSmall = new("PIPE0206", "A vocabulary smaller than the bytes and special tokens");

    /// <summary>Nothing to hide tokens behind.</summary>
    public static readonly Rule NoMask = new("PIPE0207", "Hidden tokens without a mask token");

    /// <summary>A text is to be continued by a model that needs to see how it goes on.</summary>
    public static readonly Rule BothWays = new("PIPE0208", "A model that reads both ways is to continue texts");

    /// <summary>A model that fills in tokens is compared with one that predicts the next.</summary>
    public static readonly Rule EncoderBaseline = new("PIPE0209", "A baseline that predicts something else");

    /// <summary>A name that no verifier has.</summary>
    public static readonly Rule UnknownVerifier = new("PIPE0210", "A verifier that nothing is called");

    /// <summary>An adapter is to stand beside what the model does not have.</summary>
    public static readonly Rule AdapterTarget = new("PIPE0211", "An adapter's target that matches nothing");

    /// <summary>A source gives something else than a stage learns from.</summary>
    public static readonly Rule WrongExamples = new("PIPE0212", "A source without the examples that are needed");

    /// <summary>There is nothing to merge.</summary>
    public static readonly Rule NoAdapter = new("PIPE0213", "A merge of a checkpoint without an adapter");

    /// <summary>Distributions over different tokens cannot be compared.</summary>
    public static readonly Rule TeacherTokens = new("PIPE0214", "A teacher with another tokenizer");

    /// <summary>An example or answer that the model cannot read or write whole.</summary>
    public static readonly Rule LongerThanContext = new("PIPE0215", "More tokens than the model's context holds");

    /// <summary>Answers of a step that do not come out even.</summary>
    public static readonly Rule RolloutBatch = new("PIPE0216", "Answers that mini-batches do not divide");

    /// <summary>A tokenizer has no token for what begins or ends a turn.</summary>
    public static readonly Rule TemplateTokens = new("PIPE0217", "A tokenizer without the chat template's tokens");

    /// <summary>Messages of which nothing says how they become text.</summary>
    public static readonly Rule NoTemplate = new("PIPE0218", "Conversations without a chat template");

    /// <summary>A regular expression that is none.</summary>
    public static readonly Rule BadPattern = new("PIPE0219", "A pattern that cannot be read");

    /// <summary>Nothing says what activations GPTQ is to round by.</summary>
    public static readonly Rule NoCalibration = new("PIPE0220", "GPTQ without a calibration");

    /// <summary>A group of columns that would end within another weight's.</summary>
    public static readonly Rule GroupOfColumns = new("PIPE0221", "A group that does not divide the columns of a weight");

    /// <summary>Of several quantized models nothing says which.</summary>
    public static readonly Rule SeveralTypes = new("PIPE0222", "Several types where one is asked for");

    /// <summary>What a smaller model proposes has to mean the same to the larger one.</summary>
    public static readonly Rule DraftTokens = new("PIPE0223", "A draft with another tokenizer");

    /// <summary>A setting that is not there, or a value that it cannot take, in a sweep.</summary>
    public static readonly Rule SweptValue = new("PIPE0224", "A sweep over what a setting cannot be");

    /// <summary>The generator itself failed: our fault, never the file's.</summary>
    public static readonly Rule GeneratorFault = new("PIPE0901", "The generator failed");

    /// <summary>Two files ask for one class with different structures.</summary>
    public static readonly Rule ClassContested = new("PIPE0902", "Two files ask for the same class");

    /// <summary><c>[Model]</c> on a nested or generic class.</summary>
    public static readonly Rule ModelDeclaration = new("PIPE0903", "A class that cannot be a model");

    /// <summary><c>[Block]</c> on a class that is no mixer and no feed-forward, or that cannot be made as one.</summary>
    public static readonly Rule BlockDeclaration = new("PIPE0904", "A class that cannot be a block");

    /// <summary><c>[Verifier]</c> on a class that verifies nothing, or that cannot be made.</summary>
    public static readonly Rule VerifierDeclaration = new("PIPE0905", "A class that cannot be a verifier");

    /// <summary>All of them, by number.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Syntax, TooLarge, UnknownSetting, DuplicateKey, WrongType, UnknownWord, OutOfRange, Missing, BadName, NameCollision,
        ExtendsMissing, ExtendsCycle, Environment, BadOverride, MissingReference,
        HeadsDivideDim, KvHeadsDivideHeads, OddHeadDim, VocabularyMismatch, NoTokenizer,
        UnknownBlock, LayersOfFamily, NoPlace, LayersItem, EmptyBlock, ParallelBlock, AlibiWithRope, RopeRamp,
        GroupsDivideHeads, InnerWidth, TopKOfExperts, GroupsDivideExperts, TopGroups, PatternOfLayers, MixedDirections, OwnRule,
        CrossAttention, RopeFactors,
        NoKind, WrongArtifact, StageCycle, TooFewTokens, ScheduleTooLong, VocabularyTooSmall, NoMask, BothWays, EncoderBaseline,
        UnknownVerifier, AdapterTarget, WrongExamples, NoAdapter, TeacherTokens, LongerThanContext, RolloutBatch, TemplateTokens,
        NoTemplate, BadPattern, NoCalibration, GroupOfColumns, SeveralTypes, DraftTokens, SweptValue,
        GeneratorFault, ClassContested, ModelDeclaration, BlockDeclaration, VerifierDeclaration,
    ];
}
