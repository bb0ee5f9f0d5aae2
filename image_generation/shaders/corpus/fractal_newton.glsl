// title: Newton Basins
// description: Basins of Newton's method for moving roots, with shaded speed of convergence and patterned lands.
// tags: fractal, newton, basins

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

vec2 times(vec2 a, vec2 b) {
    return vec2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.05 + 0.5;
    int scene = 4992 + int(clock);
    vec2 root[4];
    for (int i = 0; i < 4; i++) {
        float a = float(i) * 1.57 + 1.2 * rnd(i, scene) + fract(clock) * (rnd(i, scene + 9) - 0.5) * 2.0;
        root[i] = mix(0.3, 1.2, rnd(i, scene + 1)) * vec2(cos(a), sin(a));
    }
    vec2 mid = 0.25 * (root[0] + root[1] + root[2] + root[3]);
    vec2 z = turn(rnd(scene, 3) * 6.28) * p * exp2(mix(-1.0, 1.6, rnd(scene, 4))) + mid;
    vec2 start = z;
    float speed = 0.0, relax = mix(0.8, 1.35, rnd(scene, 5));
    for (int i = 0; i < 10; i++) {
        vec2 sum = vec2(0.0);
        for (int j = 0; j < 4; j++) {
            vec2 d = z - root[j];
            sum += vec2(d.x, -d.y) / max(dot(d, d), 1e-6);
        }
        vec2 move = relax * vec2(sum.x, -sum.y) / max(dot(sum, sum), 1e-5);
        move *= min(1.0, 4.0 / (length(move) + 1e-5));
        z -= move;
        speed += exp(-4.0 * length(move));
    }
    int k = 0;
    float best = 9.0;
    for (int j = 0; j < 4; j++) {
        float d = length(z - root[j]);
        if (d < best) {
            best = d;
            k = j;
        }
    }
    float slow = 10.0 - speed;
    vec3 col = ink(k, scene), other = ink(k + 4, scene);
    float on = rnd(k, scene + 6);
    vec2 u = start * 9.0;
    if (on > 0.75) col = mix(col, other, step(0.5, fract(u.x + u.y)));
    else if (on > 0.5) col = mix(col, other, step(length(fract(u) - 0.5), 0.3));
    else if (on > 0.25) col = mix(col, other, smoothstep(0.45, 0.55, fbm3(u, k)));
    col *= 0.75 + 0.5 * fract(slow * 0.5) - 0.04 * slow;
    fragColor = vec4(clamp(col, 0.03, 1.0) * (0.85 + 0.3 * fbm3(start * 20.0, 2)), 1.0);
}
