using System.Text.Json;

namespace Pipelines.Server;

/// <summary>Something that is made of what stands there.</summary>
/// <param name="kind">what stands there</param>
/// <param name="make">makes it; throws what <see cref="Place.Fault"/> gives where it cannot</param>
internal sealed class MadeKind<TRead, T>(Kind<TRead> kind, Func<TRead, Place, T> make) : Kind<T>
{
    public override string Expected => kind.Expected;

    public override T Read(JsonElement json, Place place) => make(kind.Read(json, place), place);

    public override void WriteSchema(Utf8JsonWriter json) => kind.WriteSchema(json);
}
