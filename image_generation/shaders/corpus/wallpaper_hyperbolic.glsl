// title: Hyperbolic Tiles
// description: Reflection tilings of the hyperbolic plane, in disc and half-plane views, with patterned triangles.
// tags: wallpaper, hyperbolic, tiling, symmetry

mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec2 cell2(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec2(float(b & 0xffffu), float(b >> 16)) / 65535.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.15 + 0.85;
    int scene = 5540 + int(clock);
    float n = 3.0 + floor(rnd(scene, 1) * 4.0), m = n > 5.0 ? 4.0 + floor(rnd(scene, 2) * 2.0) : n > 3.0
        ? 5.0 : 7.0;
    float a = 3.14159265 / n, b = 3.14159265 / m;
    float ratio = cos(b) / sin(a), far = ratio / sqrt(ratio * ratio - 1.0), r = far / ratio;
    vec2 z = turn(rnd(scene, 3) * 6.28) * p * mix(0.7, 2.1, rnd(scene, 4));
    bool halfPlane = rnd(scene, 5) > 0.6;
    if (halfPlane) {
        z = p * mix(0.5, 1.5, rnd(scene, 6)) + vec2(0.0, 0.9);
        vec2 up = vec2(z.x, z.y + 1.0), down = vec2(z.x, z.y - 1.0);
        z = vec2(dot(down, up), down.y * up.x - down.x * up.y) / dot(up, up);
    }
    float l2 = dot(z, z), outside = step(1.0, l2);
    if (l2 > 1.0) z /= l2;
    vec2 move = 0.6 * fract(clock) * vec2(cos(rnd(scene, 7) * 6.28), sin(rnd(scene, 7) * 6.28));
    vec2 num = z + move, den = vec2(1.0 + dot(move, z), move.x * z.y - move.y * z.x);
    z = vec2(dot(num, den), num.y * den.x - num.x * den.y) / dot(den, den);
    vec2 mirror = vec2(sin(a), -cos(a));
    float flips = 0.0;
    vec2 center = vec2(far, 0.0);
    for (int i = 0; i < 16; i++) {
        float before = flips;
        if (z.y < 0.0) {
            z.y = -z.y;
            flips += 1.0;
        }
        float d = dot(z, mirror);
        if (d < 0.0) {
            z -= 2.0 * d * mirror;
            flips += 1.0;
        }
        vec2 u = z - center;
        if (dot(u, u) < r * r) {
            z = center + u * r * r / dot(u, u);
            flips += 1.0;
        }
        if (flips == before) break;
    }
    float wall = abs(length(z - center) - r), rim = min(abs(z.y), abs(dot(z, mirror)));
    vec3 col = ink(int(mod(flips, 2.0)), scene);
    float fish = length(z - cell2(ivec2(scene), 8) * vec2(far - r, 0.3)) - mix(0.08, 0.22, rnd(scene, 9));
    if (fish < 0.0) col = ink(2 + int(mod(flips, 3.0)), scene);
    if (rnd(scene, 10) > 0.4) col = mix(ink(4, scene), col, smoothstep(0.02, 0.03, rim));
    col = mix(ink(5, scene), col, smoothstep(0.015, 0.03, wall));
    col *= 0.7 + 0.5 * fbm3(z * 12.0, scene) + 0.6 * wall;
    col *= mix(1.0, 0.35 + 0.5 * rnd(scene, 11), outside);
    col *= 0.35 + 0.65 * smoothstep(0.0, 0.25, abs(1.0 - l2));
    fragColor = vec4(col * 1.2, 1.0);
}
