using System.Text.Json;

namespace Pipelines.Server;

/// <summary>Whatever stands there; it is not read.</summary>
internal sealed class AnyKind : Kind<bool>
{
    public override string Expected => "anything";

    public override bool Read(JsonElement json, Place place) => true;

    public override void WriteSchema(Utf8JsonWriter json) { }
}
