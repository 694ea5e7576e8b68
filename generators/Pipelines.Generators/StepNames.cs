namespace Pipelines.Generators;

/// <summary>Names of the generators' steps, by which tests ask why each ran again.</summary>
internal static class StepNames
{
    /// <summary>YAML files as text.</summary>
    public const string Files = nameof(Files);

    /// <summary>Each pipeline file with the files that it may extend.</summary>
    public const string Sources = nameof(Sources);

    /// <summary>What reading gave: the specification, what is wrong, and where things stand.</summary>
    public const string Readings = nameof(Readings);

    /// <summary>The classes with <c>[Block]</c>, and what is wrong with them.</summary>
    public const string BlockCatalog = nameof(BlockCatalog);

    /// <summary>The blocks that they are.</summary>
    public const string Blocks = nameof(Blocks);

    /// <summary>The classes with <c>[Verifier]</c>, and what is wrong with them.</summary>
    public const string VerifierCatalog = nameof(VerifierCatalog);

    /// <summary>The verifiers that they are.</summary>
    public const string Verifiers = nameof(Verifiers);

    /// <summary>What the classes of both do, as hashes of their code.</summary>
    public const string OwnCode = nameof(OwnCode);

    /// <summary>The specification alone: what a moved line leaves as it is.</summary>
    public const string Drafts = nameof(Drafts);

    /// <summary>All classes to emit, and those that files contend for.</summary>
    public const string Plan = nameof(Plan);

    /// <summary>One model class to emit.</summary>
    public const string Models = nameof(Models);

    /// <summary>One pipeline class to emit.</summary>
    public const string Pipelines = nameof(Pipelines);

    /// <summary>One class to emit in place of a pipeline's that has errors.</summary>
    public const string StandIns = nameof(StandIns);

    /// <summary>What is wrong with one file.</summary>
    public const string Findings = nameof(Findings);

    /// <summary>Classes with <c>[Model]</c>, their settings and where these stand.</summary>
    public const string Declarations = nameof(Declarations);
}
