// title: Peeling Paint
// description: Old coats of paint that flake off a rusty or wooden wall, each curling edge casting a shadow.
// tags: noise, paint, rust, wall

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.45;
    int scene = 3759 + int(clock);
    vec2 q = turn(rnd(scene, 1) > 0.5 ? 0.0 : 1.57) * p * mix(1.0, 4.0, rnd(scene, 2)) + fract(clock)
        * vec2(2.5, 1.0);
    vec2 stretch = rnd(scene, 3) > 0.5 ? vec2(1.0, 3.0) : vec2(1.0);
    vec3 rust = mix(vec3(0.25, 0.12, 0.07), vec3(0.72, 0.38, 0.16), fbm3(q * 5.0, scene));
    float grain = noise(q * vec2(2.0, 40.0), scene);
    vec3 wood = hsv(0.08, 0.35, 0.5) * (0.5 + 0.7 * grain);
    vec3 col = rnd(scene, 4) > 0.5 ? rust : wood;
    vec2 sun = vec2(-0.03, 0.04);
    int coat = -1;
    float shade = 1.0, lift = 0.0, rim = 1.0;
    for (int i = 0; i < 3; i++) {
        vec2 u = q * stretch * mix(0.7, 1.6, rnd(i, scene)) + float(i) * 21.0;
        float level = mix(0.3, 0.52, rnd(i, scene + 5)) + 0.06 * float(i);
        float a = fbm3(u, scene + 9 * i), b = fbm3(u + sun * 1.5, scene + 9 * i);
        if (a > level) {
            coat = i;
            rim = a - level;
            lift = b - a;
            shade = 1.0;
        } else shade *= mix(1.0, 0.5, smoothstep(level - 0.05, level, b));
    }
    if (coat >= 0) {
        col = ink(coat + 1, scene);
        if (coat == 1 && rnd(scene, 6) > 0.5) col = mix(col, ink(6, scene),
            step(0.5, fract(p.y * 5.0 + rnd(scene, 7))));
        col *= 0.85 + 0.3 * noise(q * 3.0, coat) + 3.5 * lift * smoothstep(0.08, 0.0, rim);
        col += 0.25 * smoothstep(0.02, 0.0, rim);
        float crack = abs(noise(q * 7.0, 50 + coat) - 0.5);
        col *= 1.0 - 0.5 * smoothstep(0.03, 0.0, crack) * rnd(coat, scene + 7);
    }
    fragColor = vec4(col * shade * (0.9 + 0.2 * p.y), 1.0);
}
