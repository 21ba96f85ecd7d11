using System.Runtime.InteropServices;

namespace AdaptLab.Cli;

/// <summary>Ctrl+C and SIGTERM: the first one asks for a clean end, the second one ends the process as if it were not handled.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            // A live display hides the cursor, and nobody will be left to show it again.
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\e[?25h");
            return;
        }

        context.Cancel = true;
        // On another thread: what is registered on the token must not hold up the second signal.
        _ = _source.CancelAsync();
    }
}
