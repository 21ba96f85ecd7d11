using AdaptLab.Pretraining;
var o = new PretrainingOptions(args[0] + "/pretrain", args[0] + "/tasks/train", args[0] + "/tasks/dev", args[1], long.Parse(args[2]), long.Parse(args[3]), 1, int.Parse(args[4]), args.Length > 5 ? long.Parse(args[5]) : 0);
PretrainingRun.Run(o, line => Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}"), CancellationToken.None);
return 0;
