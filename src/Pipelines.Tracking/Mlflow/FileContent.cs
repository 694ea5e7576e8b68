using System.Buffers;
using System.Net;

namespace Pipelines.Tracking.Mlflow;

/// <summary>A file as the body of a request, read piece by piece as it is sent, however large it is.</summary>
/// <param name="file">what is sent</param>
/// <param name="moved">is told after each piece that the server has taken</param>
internal sealed class FileContent(FileStream file, Action moved) : HttpContent
{
    private const int PieceBytes = 1 << 18;

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            file.Position = 0;
            while (file.Read(piece) is > 0 and var read)
            {
                stream.Write(piece.AsSpan(0, read));
                moved();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        SerializeToStream(stream, context, CancellationToken.None);
        return Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = file.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
