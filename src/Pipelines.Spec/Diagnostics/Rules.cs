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

    /// <summary>The generator itself failed: our fault, never the file's.</summary>
    public static readonly Rule GeneratorFault = new("PIPE0901", "The generator failed");

    /// <summary>Two files ask for one class with different structures.</summary>
    public static readonly Rule ClassContested = new("PIPE0902", "Two files ask for the same class");

    /// <summary><c>[Model]</c> on a nested or generic class.</summary>
    public static readonly Rule ModelDeclaration = new("PIPE0903", "A class that cannot be a model");

    /// <summary>All of them, by number.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Syntax, TooLarge, UnknownSetting, DuplicateKey, WrongType, UnknownWord, OutOfRange, Missing, BadName, NameCollision,
        ExtendsMissing, ExtendsCycle, Environment, BadOverride, MissingReference,
        HeadsDivideDim, KvHeadsDivideHeads, OddHeadDim, VocabularyMismatch, NoTokenizer,
        NoKind, WrongArtifact, StageCycle, TooFewTokens, ScheduleTooLong, VocabularyTooSmall,
        GeneratorFault, ClassContested, ModelDeclaration,
    ];
}
