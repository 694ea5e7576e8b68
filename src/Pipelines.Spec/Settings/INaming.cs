namespace Pipelines.Spec.Settings;

/// <summary>A value that names something which the file defines elsewhere.</summary>
internal interface INaming
{
    /// <summary>What it names: <c>a data source</c>.</summary>
    string Target { get; }
}
